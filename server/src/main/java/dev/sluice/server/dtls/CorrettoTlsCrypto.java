package dev.sluice.server.dtls;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.NoSuchPaddingException;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/**
 * bctls on Amazon Corretto Crypto Provider, and on the JDK's providers for what that one lacks,
 * without installing it for the whole process.
 */
final class CorrettoTlsCrypto extends JcaTlsCrypto {

  CorrettoTlsCrypto(Provider corretto, SecureRandom random) {
    super(new CorrettoFirst(corretto), random, random);
  }

  private static final class CorrettoFirst extends DefaultJcaJceHelper {
    private final Provider corretto;

    CorrettoFirst(Provider corretto) {
      this.corretto = corretto;
    }

    private boolean has(String type, String algorithm) {
      return corretto.getService(type, algorithm) != null;
    }

    @Override
    public Cipher createCipher(String algorithm)
        throws NoSuchAlgorithmException, NoSuchPaddingException {
      return has("Cipher", algorithm)
          ? Cipher.getInstance(algorithm, corretto)
          : super.createCipher(algorithm);
    }

    @Override
    public Mac createMac(String algorithm) throws NoSuchAlgorithmException {
      return has("Mac", algorithm)
          ? Mac.getInstance(algorithm, corretto)
          : super.createMac(algorithm);
    }

    @Override
    public KeyAgreement createKeyAgreement(String algorithm) throws NoSuchAlgorithmException {
      return has("KeyAgreement", algorithm)
          ? KeyAgreement.getInstance(algorithm, corretto)
          : super.createKeyAgreement(algorithm);
    }

    @Override
    public KeyFactory createKeyFactory(String algorithm) throws NoSuchAlgorithmException {
      return has("KeyFactory", algorithm)
          ? KeyFactory.getInstance(algorithm, corretto)
          : super.createKeyFactory(algorithm);
    }

    @Override
    public KeyPairGenerator createKeyPairGenerator(String algorithm)
        throws NoSuchAlgorithmException {
      return has("KeyPairGenerator", algorithm)
          ? KeyPairGenerator.getInstance(algorithm, corretto)
          : super.createKeyPairGenerator(algorithm);
    }

    @Override
    public MessageDigest createMessageDigest(String algorithm) throws NoSuchAlgorithmException {
      return has("MessageDigest", algorithm)
          ? MessageDigest.getInstance(algorithm, corretto)
          : super.createMessageDigest(algorithm);
    }

    @Override
    public Signature createSignature(String algorithm) throws NoSuchAlgorithmException {
      return has("Signature", algorithm)
          ? Signature.getInstance(algorithm, corretto)
          : super.createSignature(algorithm);
    }
  }
}
