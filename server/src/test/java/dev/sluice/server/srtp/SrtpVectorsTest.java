package dev.sluice.server.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors of RFC 3711, RFC 7714 and libsrtp. */
class SrtpVectorsTest {

  private static final byte[] MASTER_KEY = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
  private static final byte[] MASTER_SALT = hex("0EC675AD498AFEEBB6960B3AABE6");

  private static final byte[] GCM_SALT = hex("517569642070726f2071756f");
  private static final byte[] GALLIA =
      hex(
          "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320646976"
              + "69736120696e207061727465732074726573");
  private static final byte[] GALLIA_128 =
      hex(
          "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd5"
              + "0d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce");
  private static final byte[] GALLIA_256 =
      hex(
          "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab1801238"
              + "9a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13");
  private static final int GALLIA_SSRC = 0x5501a0b2;
  private static final long GALLIA_INDEX = 0xf17b;

  private static final byte[] MARS =
      hex(
          "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
              + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");
  private static final byte[] MARS_128 =
      hex(
          "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32d"
              + "c676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf872"
              + "45d9eade800005d4");
  private static final byte[] MARS_256 =
      hex(
          "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50"
              + "a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6c"
              + "b26ac3be800005d4");
  private static final int MARS_SSRC = 0x4d617273;
  private static final int MARS_INDEX = 0x5d4;

  static Stream<Provider> gcmProviders() {
    return Stream.concat(Stream.of(SrtpProviders.jdk()), SrtpProviders.corretto().stream());
  }

  @Test // RFC 3711 appendix B.3
  void derivesSessionKeys() throws GeneralSecurityException {
    KeyDerivation derivation = new KeyDerivation(MASTER_KEY, MASTER_SALT, SrtpProviders.jdk());

    assertArrayEquals(
        hex("C61E7A93744F39EE10734AFE3FF7A087"),
        derivation.derive(KeyDerivation.RTP_ENCRYPTION, 16));
    assertArrayEquals(
        hex("30CBBC08863D8C85D49DB34A9AE1"), derivation.derive(KeyDerivation.RTP_SALT, 14));
    assertArrayEquals(
        hex(
            "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"
                + "E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25"
                + "6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2"),
        derivation.derive(KeyDerivation.RTP_AUTHENTICATION, 94));
  }

  @Test // RFC 3711 appendix B.2
  void producesCounterModeKeystream() throws GeneralSecurityException {
    AesCounter counter =
        new AesCounter(
            hex("2B7E151628AED2A6ABF7158809CF4F3C"),
            hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"),
            SrtpProviders.jdk());
    byte[] stream = new byte[0xFF02 * 16];
    counter.begin(0, 0, stream.length);
    counter.apply(stream, 0, stream, 0, stream.length, 0);

    assertArrayEquals(
        hex(
            "E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB"
                + "41E95B3BB0A2E8DD477901E4FCA894C0"),
        Arrays.copyOf(stream, 48));
    assertArrayEquals(
        hex(
            "EC8CDF7398607CB0F2D21675EA9EA1E4362B7C3C6773516318A077D7FC5073AE"
                + "6A2CC3787889374FBEB4C81B17BA6C44"),
        Arrays.copyOfRange(stream, 0xFEFF * 16, 0xFF02 * 16));
  }

  @Test // the validation packets of libsrtp's srtp_driver
  void sealsAndOpensAsLibsrtpDoes() throws GeneralSecurityException {
    SessionKeys keys = SessionKeys.derive(MASTER_KEY, MASTER_SALT, SrtpProviders.jdk());
    SrtpCipher cipher = new AesCmHmacSha1Cipher(keys, SrtpProviders.jdk());
    byte[] rtp = hex("800f1234decafbadcafebabeabababababababababababababababab");
    byte[] srtp =
        hex("800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb");
    byte[] rtcp = hex("81c8000bcafebabeabababababababababababababababab");
    byte[] srtcp =
        hex("81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798");

    assertArrayEquals(srtp, sealRtp(cipher, rtp, 0xcafebabe, 0x1234));
    assertArrayEquals(rtp, openRtp(cipher, srtp, 0xcafebabe, 0x1234));
    assertArrayEquals(srtcp, sealRtcp(cipher, rtcp, 0xcafebabe, 1));
    assertArrayEquals(rtcp, openRtcp(cipher, srtcp, 0xcafebabe, 1));
  }

  @ParameterizedTest // the validation packets of libsrtp; RFC 7714 has none with a master key
  @MethodSource("gcmProviders")
  void derivesGcmKeysAsLibsrtpDoes(Provider provider) throws GeneralSecurityException {
    SessionKeys keys =
        SessionKeys.derive(
            hex("000102030405060708090a0b0c0d0e0f"),
            hex("a0a1a2a3a4a5a6a7a8a9aaab"),
            SrtpProviders.jdk());
    SrtpCipher cipher = new AesGcmCipher(Cipher.ENCRYPT_MODE, keys, provider);
    byte[] rtp = hex("800f1234decafbadcafebabeabababababababababababababababab");
    byte[] rtcp = hex("81c8000bcafebabeabababababababababababababababab");

    assertArrayEquals(
        hex(
            "800f1234decafbadcafebabec5002ede04cfdd2eb91159e0880aa06ed2976826"
                + "f796b201df3131a127e8a392"),
        sealRtp(cipher, rtp, 0xcafebabe, 0x1234));
    assertArrayEquals(
        hex(
            "81c8000bcafebabec98b8b5df0392a55852b6c21ac8e7025c52c6fbea2b3b446"
                + "ea31123ba88ce61e80000001"),
        sealRtcp(cipher, rtcp, 0xcafebabe, 1));
  }

  @ParameterizedTest // RFC 7714 sections 16.1.1, 16.2.1
  @MethodSource("gcmProviders")
  void sealsRtpOfRfc7714(Provider provider) throws GeneralSecurityException {
    assertArrayEquals(
        GALLIA_128,
        sealRtp(gcm(Cipher.ENCRYPT_MODE, 16, provider), GALLIA, GALLIA_SSRC, GALLIA_INDEX));
    assertArrayEquals(
        GALLIA_256,
        sealRtp(gcm(Cipher.ENCRYPT_MODE, 32, provider), GALLIA, GALLIA_SSRC, GALLIA_INDEX));
  }

  @ParameterizedTest // RFC 7714 sections 16.1.2, 16.2.2
  @MethodSource("gcmProviders")
  void opensRtpOfRfc7714(Provider provider) throws GeneralSecurityException {
    assertArrayEquals(
        GALLIA,
        openRtp(gcm(Cipher.DECRYPT_MODE, 16, provider), GALLIA_128, GALLIA_SSRC, GALLIA_INDEX));
    assertArrayEquals(
        GALLIA,
        openRtp(gcm(Cipher.DECRYPT_MODE, 32, provider), GALLIA_256, GALLIA_SSRC, GALLIA_INDEX));
  }

  @ParameterizedTest // RFC 7714 sections 17.1, 17.2
  @MethodSource("gcmProviders")
  void sealsRtcpOfRfc7714(Provider provider) throws GeneralSecurityException {
    assertArrayEquals(
        MARS_128, sealRtcp(gcm(Cipher.ENCRYPT_MODE, 16, provider), MARS, MARS_SSRC, MARS_INDEX));
    assertArrayEquals(
        MARS_256, sealRtcp(gcm(Cipher.ENCRYPT_MODE, 32, provider), MARS, MARS_SSRC, MARS_INDEX));
  }

  @ParameterizedTest
  @MethodSource("gcmProviders")
  void opensRtcpOfRfc7714(Provider provider) throws GeneralSecurityException {
    assertArrayEquals(
        MARS, openRtcp(gcm(Cipher.DECRYPT_MODE, 16, provider), MARS_128, MARS_SSRC, MARS_INDEX));
    assertArrayEquals(
        MARS, openRtcp(gcm(Cipher.DECRYPT_MODE, 32, provider), MARS_256, MARS_SSRC, MARS_INDEX));
  }

  private static SrtpCipher gcm(int mode, int keyLength, Provider provider)
      throws GeneralSecurityException {
    byte[] key = new byte[keyLength];
    for (int i = 0; i < keyLength; i++) {
      key[i] = (byte) i;
    }
    byte[] unused = new byte[0];
    return new AesGcmCipher(
        mode, new SessionKeys(key, unused, GCM_SALT, key, unused, GCM_SALT), provider);
  }

  private static byte[] sealRtp(SrtpCipher cipher, byte[] packet, int ssrc, long index) {
    byte[] out = Arrays.copyOf(packet, 12);
    out = Arrays.copyOf(out, packet.length + 16);
    int length =
        cipher.sealRtp(out, 0, 12, ssrc, index, null, 0, 0, packet, 12, packet.length - 12, 0);
    return Arrays.copyOf(out, length);
  }

  private static byte[] openRtp(SrtpCipher cipher, byte[] packet, int ssrc, long index) {
    byte[] data = packet.clone();
    int length = cipher.openRtp(data, 0, 12, data.length, ssrc, index);
    return Arrays.copyOf(data, length);
  }

  private static byte[] sealRtcp(SrtpCipher cipher, byte[] packet, int ssrc, int index) {
    byte[] out = new byte[packet.length + 20];
    int length = cipher.sealRtcp(packet, 0, packet.length, out, 0, ssrc, index);
    return Arrays.copyOf(out, length);
  }

  private static byte[] openRtcp(SrtpCipher cipher, byte[] packet, int ssrc, int index) {
    byte[] data = packet.clone();
    int length = cipher.openRtcp(data, 0, data.length, ssrc, index);
    return Arrays.copyOf(data, length);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
