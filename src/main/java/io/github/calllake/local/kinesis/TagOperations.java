package io.github.calllake.local.kinesis;

import io.github.calllake.local.kinesis.Answers.Done;
import io.github.calllake.local.kinesis.Answers.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Operations on a stream's tags. */
final class TagOperations {
    private final StreamStore store;

    TagOperations(StreamStore store) {
        this.store = store;
    }

    /** Tags as a request has them, each within AWS's bounds. */
    static Map<String, String> checked(@Nullable Map<String, @Nullable String> tags) {
        Map<String, String> checked = new TreeMap<>();
        Check.required(tags, "tags")
                .forEach((key, value) ->
                        checked.put(Check.length(key, "tags.key", 1, 128), Check.length(value, "tags.value", 0, 256)));
        if (checked.size() > Limits.TAGS) {
            throw Check.violated(
                    checked.size() + " tags", "tags", "Member must have length less than or equal to " + Limits.TAGS);
        }
        return checked;
    }

    Done add(Requests.AddTags request) throws IOException {
        return add(StreamOperations.named(store, request.streamName(), request.streamARN()), request.tags());
    }

    Done add(Requests.TagResource request) throws IOException {
        return add(ofResource(request.resourceARN()), request.tags());
    }

    private static Done add(DataStream stream, @Nullable Map<String, @Nullable String> tags) throws IOException {
        Map<String, String> added = checked(tags);
        stream.change(facts -> {
            SortedMap<String, String> all = new TreeMap<>(facts.tags());
            all.putAll(added);
            if (all.size() > Limits.TAGS) {
                throw KinesisException.invalidArgument(
                        "Failed to add tags to stream " + facts.name() + " under account "
                                + Arns.ACCOUNT + " because a given stream cannot have more than " + Limits.TAGS
                                + " tags associated with it.");
            }
            return facts.withTags(all);
        });
        return new Done();
    }

    Done remove(Requests.RemoveTags request) throws IOException {
        return remove(StreamOperations.named(store, request.streamName(), request.streamARN()), request.tagKeys());
    }

    Done remove(Requests.UntagResource request) throws IOException {
        return remove(ofResource(request.resourceARN()), request.tagKeys());
    }

    private static Done remove(DataStream stream, @Nullable List<@Nullable String> keys) throws IOException {
        List<@Nullable String> given = Check.required(keys, "tagKeys");
        if (given.isEmpty() || given.size() > Limits.TAGS) {
            throw Check.violated(
                    given.size() + " keys", "tagKeys", "Member must have length between 1 and " + Limits.TAGS);
        }
        List<String> removed = given.stream()
                .map(key -> Check.length(key, "tagKeys.member", 1, 128))
                .toList();
        stream.change(facts -> {
            SortedMap<String, String> left = new TreeMap<>(facts.tags());
            left.keySet().removeAll(removed);
            return facts.withTags(left);
        });
        return new Done();
    }

    Answers.TagPage list(Requests.ListTags request) {
        int limit = Check.between(request.limit(), "limit", 1, Limits.TAGS, Limits.TAGS);
        String after = request.exclusiveStartTagKey();
        List<Tag> left = tags(StreamOperations.named(store, request.streamName(), request.streamARN())).stream()
                .filter(tag -> after == null || tag.key().compareTo(after) > 0)
                .toList();
        return new Answers.TagPage(left.stream().limit(limit).toList(), left.size() > limit);
    }

    Answers.TagList list(Requests.TagsOfResource request) {
        return new Answers.TagList(tags(ofResource(request.resourceARN())));
    }

    private DataStream ofResource(@Nullable String arn) {
        return StreamOperations.named(store, null, Check.required(arn, "resourceARN"));
    }

    private static List<Tag> tags(DataStream stream) {
        return stream.facts().tags().entrySet().stream()
                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                .toList();
    }
}
