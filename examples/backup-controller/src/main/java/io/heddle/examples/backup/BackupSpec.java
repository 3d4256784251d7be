package io.heddle.examples.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Backup asks for.
 *
 * @param podTemplate a PodTemplateSpec, as the user wrote it. It stays plain JSON on its way to the Pods: no field is lost that this program
 *     does not know, and a template that is no PodTemplateSpec at all is judged where all are judged, by the API server, in its own words.
 * @param replicas how many Pods are to run; the API server fills in 1
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupSpec(Map<String, Object> podTemplate, @Nullable Integer replicas) {
  /** How many Pods are to run. */
  int wanted() {
    return replicas == null ? 1 : replicas;
  }
}
