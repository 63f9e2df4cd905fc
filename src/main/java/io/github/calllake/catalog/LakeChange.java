package io.github.calllake.catalog;

import io.github.calllake.CallLakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A change of the catalog that was found to be possible, and is done only when it is applied. For one thread.
 *
 * <p>Each of its steps can be repeated, so that a change that stopped half way is gone on with by asking for it again.
 */
public final class LakeChange {

    /** A step. */
    record Step(String text, Runnable action) {}

    private final List<Step> steps;
    private final Runnable undo;
    private final boolean undoable;

    LakeChange(List<Step> steps) {
        this(steps, () -> {}, false);
    }

    private LakeChange(List<Step> steps, Runnable undo, boolean undoable) {
        this.steps = List.copyOf(steps);
        this.undo = undo;
        this.undoable = undoable;
    }

    /** This change, that takes back what it did if it cannot go on. */
    LakeChange orElse(Runnable takeBack) {
        return new LakeChange(steps, takeBack, true);
    }

    /** What it does, step by step, a line each. */
    public List<String> steps() {
        return steps.stream().map(Step::text).toList();
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /**
     * Does it.
     *
     * @throws CallLakeException if a step fails; what a creation had made by then is removed again
     */
    public void apply() {
        apply(step -> {});
    }

    /**
     * Does it.
     *
     * @param done is told of each step that is done
     * @throws CallLakeException if a step fails; what a creation had made by then is removed again
     */
    public void apply(Consumer<String> done) {
        List<String> finished = new ArrayList<>();
        for (Step step : steps) {
            try {
                step.action().run();
            } catch (CallLakeException e) {
                throw takenBack(e, !finished.isEmpty());
            }
            finished.add(step.text());
            done.accept(step.text());
        }
    }

    private CallLakeException takenBack(CallLakeException failure, boolean begun) {
        if (!undoable || !begun) {
            return failure;
        }
        try {
            undo.run();
            return new CatalogException(failure.getMessage() + ". What had been made is removed again", failure);
        } catch (CallLakeException e) {
            failure.addSuppressed(e);
            return new CatalogException(
                    failure.getMessage() + ". What had been made is still there, for it cannot be removed either ("
                            + e.getMessage() + "): mend the cause and run the same command again",
                    failure);
        }
    }
}
