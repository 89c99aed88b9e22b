package dev.sluice.server.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/** One of the product's own pages, worked as people do, by the names of its parts. */
final class ProductPage implements AutoCloseable {

  private final Page page;
  private final String name;

  /**
   * @param name for people
   */
  ProductPage(String name, Page page) {
    this.name = name;
    this.page = page;
  }

  Page page() {
    return page;
  }

  void click(String part) {
    page.evaluate(element(part) + ".click()");
  }

  void fill(String part, String text) {
    page.evaluate(
        "(() => { const field = %s; field.value = '%s'; field.dispatchEvent(new Event('input')); })()"
            .formatted(element(part), text));
  }

  void choose(String part, String value) {
    page.evaluate(
        "(() => { const list = %s; list.value = '%s'; list.dispatchEvent(new Event('change')); })()"
            .formatted(element(part), value));
  }

  /** Clicks what a selector finds inside a part. */
  void clickIn(String part, String selector) {
    page.evaluate("%s.querySelector(\"%s\").click()".formatted(element(part), selector));
  }

  /** Whether somebody can see it. */
  boolean shows(String part) {
    return page.evaluate("%s?.checkVisibility() ?? false".formatted(element(part))).asBoolean();
  }

  void untilItShows(String part) {
    until("shows " + part, element(part) + "?.checkVisibility() ?? false", JsonNode::asBoolean);
  }

  /** Waits for words. */
  void untilItSays(String part, String words) {
    until(
        part + " says " + words,
        element(part) + "?.textContent ?? ''",
        text -> text.asText().contains(words));
  }

  JsonNode until(String what, String expression, Predicate<JsonNode> good) {
    try {
      return Poll.until(name + ": " + what, () -> page.evaluate(expression), good);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nconsole: " + page.console(), e);
    }
  }

  private static String element(String part) {
    return "document.querySelector('[data-testid=\"%s\"]')".formatted(part);
  }

  @Override
  public void close() {
    page.close();
  }
}
