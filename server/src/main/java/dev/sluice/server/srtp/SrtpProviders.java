package dev.sluice.server.srtp;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which JCE providers do the work, chosen once by a self-test: Amazon Corretto Crypto Provider for
 * GCM where its native library loads, since it is faster and leaves a seventh of the garbage, else
 * the JDK's own. Counter mode is always the JDK's. Nothing is installed globally.
 */
public final class SrtpProviders {

  private static final class Holder {
    static final SrtpProviders SELECTED = select();
  }

  private final Provider gcm;
  private final Provider aes;

  SrtpProviders(Provider gcm, Provider aes) {
    this.gcm = gcm;
    this.aes = aes;
  }

  /** The providers of this process; the first call runs the self-test. */
  public static SrtpProviders selected() {
    return Holder.SELECTED;
  }

  /** For the log line at start: which provider serves which profile. */
  public String description() {
    return "AES-GCM by " + name(gcm) + ", AES-CM by " + name(aes);
  }

  /**
   * Amazon Corretto Crypto Provider, when its jar is there and its native library runs on this
   * platform.
   */
  public static Optional<Provider> corretto() {
    try {
      return Optional.ofNullable(Corretto.loaded());
    } catch (LinkageError e) {
      return Optional.empty(); // no such jar
    }
  }

  SrtpCipher cipher(int mode, SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
    if (masterKey.length != profile.keyLength() || masterSalt.length != profile.saltLength()) {
      throw new IllegalArgumentException("key or salt length does not fit " + profile);
    }
    try {
      SessionKeys keys = SessionKeys.derive(masterKey, masterSalt, aes);
      return profile.aead()
          ? new AesGcmCipher(mode, keys, gcm)
          : new AesCmHmacSha1Cipher(keys, aes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no cipher for " + profile, e);
    }
  }

  private static SrtpProviders select() {
    Provider jdk = jdk();
    Provider gcm = corretto().filter(SrtpProviders::passesSelfTest).orElse(jdk);
    return new SrtpProviders(gcm, jdk);
  }

  /** SunJCE, or on a JDK without it whatever serves AES. */
  static Provider jdk() {
    Provider sun = Security.getProvider("SunJCE");
    if (sun != null) {
      return sun;
    }
    try {
      return Cipher.getInstance("AES/ECB/NoPadding").getProvider();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES", e);
    }
  }

  /** Seals and opens as the packet path does and compares with a known answer. */
  static boolean passesSelfTest(Provider provider) {
    try {
      return SelfTest.passes(provider);
    } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
      return false;
    }
  }

  private static String name(Provider provider) {
    return provider.getName() + " " + provider.getVersionStr();
  }

  /** Apart, so that only this class fails to link when the jar is missing. */
  private static final class Corretto {
    static Provider loaded() {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      return provider.getLoadingError() == null ? provider : null;
    }
  }

  /** Test case 4 of the GCM submission (McGrew and Viega): 60 bytes under 20 bytes of AAD. */
  private static final class SelfTest {
    private static final byte[] KEY = hex("feffe9928665731c6d6a8f9467308308");
    private static final byte[] NONCE = hex("cafebabefacedbaddecaf888");
    private static final byte[] AAD = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    private static final byte[] CLEAR =
        hex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    private static final byte[] SEALED =
        hex(
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
                + "5bc94fbc3221a5db94fae95ae7121a47");

    static boolean passes(Provider provider) throws GeneralSecurityException {
      SecretKeySpec key = new SecretKeySpec(KEY, "AES");
      Cipher seal = Cipher.getInstance("AES/GCM/NoPadding", provider);
      seal.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, NONCE));
      seal.updateAAD(AAD, 0, AAD.length);
      byte[] data = new byte[SEALED.length];
      int sealed = seal.doFinal(CLEAR, 0, CLEAR.length, data, 0);
      if (sealed != SEALED.length || !Arrays.equals(data, SEALED)) {
        return false;
      }
      Cipher open = Cipher.getInstance("AES/GCM/NoPadding", provider);
      open.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, NONCE));
      open.updateAAD(AAD, 0, AAD.length);
      int clear = open.doFinal(data, 0, sealed, data, 0);
      return clear == CLEAR.length && Arrays.equals(Arrays.copyOf(data, clear), CLEAR);
    }

    private static byte[] hex(String digits) {
      return HexFormat.of().parseHex(digits);
    }
  }
}
