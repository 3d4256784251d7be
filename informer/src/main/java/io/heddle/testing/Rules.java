package io.heddle.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the type of an object asks of it, beside the metadata that all have. */
final class Rules {

  private Rules() {}

  /** Fills in defaults, takes away unknown fields, and returns what is wrong with the rest. */
  static List<FieldError> apply(ResourceKind kind, Map<String, @Nullable Object> tree, Write write) {
    if (kind.isPods()) {
      PodRules.checkTypes(tree);
      PodRules.fillIn(tree);
      return PodRules.validate(tree);
    }
    if (kind.isDefinitions()) {
      Definitions.fillIn(tree);
      return Definitions.validate(tree);
    }
    Schema schema = kind.schemas().get(write.version());
    if (schema == null) {
      return List.of();
    }
    write.report(kind, schema.prune(tree));
    schema.fillIn(tree);
    List<FieldError> errors = new ArrayList<>(schema.validate(tree));
    kind.scale().ifPresent(scale -> errors.addAll(Scales.validate(scale, tree)));
    return errors;
  }
}
