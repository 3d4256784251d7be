package io.heddle.channels.sim;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs the reloaded twin of a {@link SimTest} method under many schedules in place of the method itself. */
final class SimExtension implements ParameterResolver, InvocationInterceptor {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Sim.class;
  }

  @Override
  public Sim resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return new Sim(0); // the method of this instance never runs, so neither does this one
  }

  @Override
  public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
    invocation.skip();
    Method test = method.getExecutable();
    Explorer explorer = new Explorer(test.getDeclaringClass(), test.getName(), null);
    String seed = System.getProperty("heddle.seed", "");
    if (!seed.isEmpty()) {
      explorer.replay(Long.parseLong(seed));
      return;
    }
    Explorer.Outcome outcome = explorer.explore();
    outcome.throwIfFailed();
  }
}
