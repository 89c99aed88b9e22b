package dev.sluice.server.srtp;

import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.CipherSpi;

/**
 * A JCE provider whose AES-GCM copies bytes and leaves the tag as it is: for telling what our own
 * code costs from what the cipher costs. Allocates nothing. It opens whatever it is given.
 */
public final class NoCrypto extends Provider {

  private static final long serialVersionUID = 1L;
  private static final int TAG = 16;

  private NoCrypto() {
    super("NoCrypto", "1", "AES-GCM that only copies");
    put("Cipher.AES/GCM/NoPadding", Copier.class.getName());
  }

  /** GCM profiles without a cipher; keys are still derived with the JDK's. */
  public static SrtpProviders providers() {
    return new SrtpProviders(new NoCrypto(), SrtpProviders.jdk());
  }

  /** The JDK's own ciphers, also where a faster provider loads. */
  public static SrtpProviders jdkProviders() {
    return new SrtpProviders(SrtpProviders.jdk(), SrtpProviders.jdk());
  }

  /** The cipher. Public for JCE, which makes it by its name. */
  public static final class Copier extends CipherSpi {

    private boolean sealing;

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random) {
      sealing = mode == javax.crypto.Cipher.ENCRYPT_MODE;
    }

    @Override
    protected void engineUpdateAAD(byte[] src, int offset, int length) {
      // nothing is authenticated
    }

    @Override
    protected int engineDoFinal(
        byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset) {
      int clearLength = sealing ? inputLength : inputLength - TAG;
      if (input != output || inputOffset != outputOffset) {
        System.arraycopy(input, inputOffset, output, outputOffset, clearLength);
      }
      return sealing ? clearLength + TAG : clearLength;
    }

    @Override
    protected byte[] engineDoFinal(byte[] input, int inputOffset, int inputLength) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected int engineUpdate(
        byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected byte[] engineUpdate(byte[] input, int inputOffset, int inputLength) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInit(int mode, Key key, SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineSetMode(String mode) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineSetPadding(String padding) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected int engineGetBlockSize() {
      return TAG;
    }

    @Override
    protected int engineGetOutputSize(int inputLength) {
      return inputLength + TAG;
    }

    @Override
    protected byte[] engineGetIV() {
      return new byte[0];
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
      throw new UnsupportedOperationException();
    }
  }
}
