package io.heddle.examples.backup;

import static io.heddle.examples.backup.BackupStatus.Phase.FAILED;
import static io.heddle.examples.backup.BackupStatus.Phase.RUNNING;
import static io.heddle.examples.backup.BackupStatus.Phase.SUCCEEDED;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.kubernetes.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scene, act by act: what someone does to the cluster, and what must then be so. */
final class Scene {
  /** How many Pods the acts make the controller create: 3 at first, 1 that comes back, 2 by scaling up. */
  static final int PODS = 6;

  private final Stage stage;
  private final Audience audience;
  private final Terminal terminal;

  Scene(Stage stage, Audience audience, Terminal terminal) {
    this.stage = stage;
    this.audience = audience;
    this.terminal = terminal;
  }

  /**
   * Plays all acts.
   *
   * @throws SceneFailed at the first claim that does not hold
   */
  void play() throws IOException, InterruptedException, SceneFailed {
    twoBackupsAreCreated();
    onePodIsKilled();
    theOtherBackupSucceeds();
    theBackupIsScaled();
    whatIsWrongIsRefused();
    theBackupIsDeleted();
  }

  private void twoBackupsAreCreated() throws IOException, InterruptedException, SceneFailed {
    stage.act(1, "Two Backups are created, and their Pods appear");
    terminal.command("kubectl apply -f photos.yaml -f mail.yaml");
    stage.create("samples/photos.yaml", Optional.empty());
    stage.create("samples/mail.yaml", Optional.empty());
    stage.prove("photos has the two Pods it asks for", stage.backupHas("photos", "photos-0", "photos-1"));
    stage.prove("mail has the one it asks for, and it runs", stage.backupIs("mail", RUNNING, "mail-0 Running"));
  }

  private void onePodIsKilled() throws IOException, InterruptedException, SceneFailed {
    stage.act(2, "A Pod is killed, and comes back");
    terminal.command("kubectl delete pod mail-0");
    String before = uidOf("mail-0", stage.pods("mail"));
    stage.delete(Pod.class, "mail-0");
    stage.prove(
        "mail-0 runs again: a new Pod of the old name",
        () -> {
          Optional<String> disproof = stage.backupIs("mail", RUNNING, "mail-0 Running").disproof();
          return disproof.isPresent() || !uidOf("mail-0", stage.pods("mail")).equals(before) ? disproof : Optional.of("mail-0 is still the Pod it was");
        });
  }

  private void theOtherBackupSucceeds() throws IOException, InterruptedException, SceneFailed {
    stage.act(3, "The Pods of photos end, and what has succeeded is not run again");
    stage.prove("photos has Succeeded", stage.backupIs("photos", SUCCEEDED, "photos-0 Succeeded", "photos-1 Succeeded"));
    terminal.command("kubectl delete pod photos-0");
    stage.delete(Pod.class, "photos-0");
    stage.prove("the controller has seen it go, and left it at that", stage.backupIs("photos", SUCCEEDED, "photos-1 Succeeded"));
  }

  private void theBackupIsScaled() throws IOException, InterruptedException, SceneFailed {
    stage.act(4, "A Backup is scaled up and down");
    terminal.command("kubectl scale bk/mail --replicas=3");
    stage.scale("mail", 3);
    stage.prove("three Pods run", stage.backupIs("mail", RUNNING, "mail-0 Running", "mail-1 Running", "mail-2 Running"));
    audience.goneSinceLastAsked();
    terminal.command("kubectl scale bk/mail --replicas=1");
    stage.scale("mail", 1);
    stage.prove("one is left", stage.backupIs("mail", RUNNING, "mail-0 Running"));
    List<String> expected = List.of("pod/mail-2", "pod/mail-1");
    List<String> gone = new ArrayList<>();
    stage.prove("they went from the highest index down", () -> {
      gone.addAll(audience.goneSinceLastAsked());
      return gone.equals(expected) ? Optional.empty() : Optional.of("they went in this order: " + gone);
    });
  }

  private void whatIsWrongIsRefused() throws IOException, InterruptedException, SceneFailed {
    stage.act(5, "What is wrong is refused, and the server says why");
    terminal.command("kubectl apply -f photos-with-minus-one-replicas.yaml");
    String refusal = "";
    try {
      stage.create("samples/photos.yaml", Optional.of(-1));
    } catch (ApiException e) {
      refusal = e.serverMessage();
      terminal.answer(refusal);
    }
    Optional<String> disproof = refusal.contains("spec.replicas") ? Optional.empty() : Optional.of("the server said: " + refusal);
    stage.prove("the schema keeps out what no controller could make sense of", () -> disproof);
    terminal.command("kubectl apply -f refused.yaml");
    stage.create("samples/refused.yaml", Optional.empty());
    stage.prove("a template that the server takes for no Pod is Failed", stage.backupIs("refused", FAILED));
    String words = stage.backup("refused").flatMap(backup -> backup.statusOrEmpty().condition(BackupStatus.PODS_CREATED)).map(Condition::getMessage).orElse("");
    terminal.answer(words);
    Optional<String> silence = words.contains("image") ? Optional.empty() : Optional.of("the condition says: " + words);
    stage.prove("its condition quotes the server", () -> silence);
  }

  private void theBackupIsDeleted() throws IOException, InterruptedException, SceneFailed {
    stage.act(6, "A Backup is deleted: first its Pods go, then its finalizer, then itself");
    terminal.command("kubectl delete bk mail");
    stage.delete(Backup.class, "mail");
    stage.prove(
        "mail is gone, and left nothing behind",
        () -> {
          boolean backupIsThere = stage.backup("mail").isPresent();
          Map<String, Pod> pods = stage.pods("mail");
          if (!backupIsThere && !pods.isEmpty()) {
            throw new SceneFailed("mail is gone, and left nothing behind - but it left " + pods.keySet());
          }
          return backupIsThere ? Optional.of("it is there, its Pods are " + pods.keySet()) : Optional.empty();
        });
    stage.prove("photos-0 has not come back all the while", stage.backupIs("photos", SUCCEEDED, "photos-1 Succeeded"));
    int pods = audience.podsSeen();
    stage.prove(
        PODS + " Pods were created in all, as many as were needed", () -> pods == PODS ? Optional.empty() : Optional.of("there were " + pods));
  }

  private static String uidOf(String name, Map<String, Pod> pods) {
    Pod pod = pods.get(name);
    return pod == null ? "" : pod.getMetadata().getUid();
  }
}
