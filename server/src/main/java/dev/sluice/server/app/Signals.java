package dev.sluice.server.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * The signals that ask a process to end. The JVM's own way, shutdown hooks, knows one such signal
 * only: while the hooks run, further ones are swallowed. Nothing else in the platform hears them,
 * so this uses {@code sun.misc.Signal}, which is there for want of a replacement (module {@code
 * jdk.unsupported}, JEP 260). Through reflection, since the compiler's warning about it cannot be
 * silenced, and since a runtime without the module is served by the hooks alone.
 */
final class Signals {

  private Signals() {}

  /**
   * From now on {@code hears} is called with the name of the signal, on a thread of its own,
   * instead of what the JVM does.
   *
   * @return false when this signal is not ours to handle: there is none of that name, the JVM was
   *     told to leave signals alone, or the module is not there
   */
  static boolean handle(String name, Consumer<String> hears) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  hears.accept("SIG" + name);
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "the handler of SIG" + name;
              };
      Object proxy =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      return true;
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }
}
