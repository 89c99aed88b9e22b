package dev.sluice.server.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

class SrtpProvidersTest {

  @Test
  void selectsProvidersThatPassTheSelfTest() {
    assertTrue(SrtpProviders.passesSelfTest(SrtpProviders.jdk()));
    assertTrue(SrtpProviders.selected().description().startsWith("AES-GCM by "));
  }

  @Test
  void prefersCorrettoWhereItLoads() {
    Optional<Provider> corretto = SrtpProviders.corretto();
    String expected = corretto.map(Provider::getName).orElse(SrtpProviders.jdk().getName());

    assertTrue(SrtpProviders.selected().description().startsWith("AES-GCM by " + expected));
    assertTrue(SrtpProviders.selected().description().contains("AES-CM by SunJCE"));
  }

  @Test
  void rejectsAProviderWithoutGcm() {
    Provider sun = Security.getProvider("SUN");

    assertFalse(SrtpProviders.passesSelfTest(sun));
  }

  /** Loads our classes once more, with nothing beside them but the JDK. */
  @Test
  void worksWithoutTheJarOfCorretto() throws Exception {
    URL ours = SrtpProviders.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader jdkOnly = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {ours}, jdkOnly)) {
      Class<?> providers = loader.loadClass(SrtpProviders.class.getName());
      Object selected = providers.getMethod("selected").invoke(null);

      assertEquals(Optional.empty(), providers.getMethod("corretto").invoke(null));
      assertTrue(
          providers
              .getMethod("description")
              .invoke(selected)
              .toString()
              .startsWith("AES-GCM by SunJCE"));
    }
  }

  @Test
  void refusesKeysOfTheWrongLength() {
    SrtpProviders providers = SrtpProviders.selected();

    assertThrows(
        IllegalArgumentException.class,
        () ->
            providers.cipher(
                Cipher.ENCRYPT_MODE, SrtpProfile.AEAD_AES_256_GCM, new byte[16], new byte[12]));
  }
}
