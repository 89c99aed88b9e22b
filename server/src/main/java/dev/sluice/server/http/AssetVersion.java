package dev.sluice.server.http;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The version of everything that pages load: another one as soon as any file of it is another. It
 * stands in the URLs of scripts, styles, fonts and pictures, which never change therefore and may
 * be kept forever.
 */
record AssetVersion(String text) {

  /**
   * Reads all files of some folders of the classpath.
   *
   * @param anchors one file of each folder, such as {@code web/index.html}: jars need not list
   *     folders
   * @throws UncheckedIOException when one cannot be read
   */
  static AssetVersion of(ClassLoader resources, String... anchors) {
    ContentTag tag = new ContentTag();
    try {
      for (String anchor : anchors) {
        for (String name : filesBeside(resources, anchor)) {
          try (InputStream in = resources.getResourceAsStream(name)) {
            if (in == null) {
              throw new FileNotFoundException(name);
            }
            tag.add(name, in.readAllBytes());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the pages", e);
    }
    return new AssetVersion(tag.text());
  }

  /** Everything in the anchor's folder and below it, in the order of names. */
  private static SortedSet<String> filesBeside(ClassLoader resources, String anchor)
      throws IOException {
    URL url = resources.getResource(anchor);
    if (url == null) {
      throw new FileNotFoundException(anchor);
    }
    String folder = anchor.substring(0, anchor.lastIndexOf('/') + 1);
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return inJar(jar, folder);
    }
    Path root = Path.of(URI.create(url.toString())).getParent();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder + names(root.relativize(file)))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static SortedSet<String> inJar(JarURLConnection jar, String folder) throws IOException {
    // the class loader's own, which stays open
    return jar.getJarFile().stream()
        .filter(Predicate.not(ZipEntry::isDirectory))
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith(folder))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String names(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return String.join("/", names);
  }
}
