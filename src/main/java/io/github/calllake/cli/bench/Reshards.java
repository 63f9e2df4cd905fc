package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.CallLakeException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Splits and merges shards of a stream of the local Kinesis, at random. */
final class Reshards {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MOST_OPEN = 5;
    private static final long POLL_MILLIS = 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI kinesis;
    private final String stream;
    private final Random random;

    Reshards(URI kinesis, String stream, Random random) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.random = random;
    }

    private record Open(String id, BigInteger from, BigInteger to) {}

    /** Splits a shard, or merges two where there are enough, and waits until Kinesis is done. */
    void one() throws IOException, InterruptedException {
        List<Open> open = open();
        int at = random.nextInt(open.size());
        if (open.size() >= MOST_OPEN || (open.size() > 2 && random.nextBoolean())) {
            int left = Math.min(at, open.size() - 2);
            ask(
                    "MergeShards",
                    request()
                            .put("ShardToMerge", open.get(left).id())
                            .put("AdjacentShardToMerge", open.get(left + 1).id()));
        } else {
            Open shard = open.get(at);
            BigInteger middle = shard.from().add(shard.to()).shiftRight(1);
            ask("SplitShard", request().put("ShardToSplit", shard.id()).put("NewStartingHashKey", middle.toString()));
        }
        while (!ask("DescribeStreamSummary", request())
                .at("/StreamDescriptionSummary/StreamStatus")
                .asText()
                .equals("ACTIVE")) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The open shards, in the order of their hash keys. */
    private List<Open> open() throws IOException, InterruptedException {
        List<Open> open = new ArrayList<>();
        ObjectNode request = request().set("ShardFilter", node().put("Type", "AT_LATEST"));
        for (JsonNode shard : ask("ListShards", request).path("Shards")) {
            JsonNode keys = shard.path("HashKeyRange");
            open.add(new Open(
                    shard.path("ShardId").asText(),
                    new BigInteger(keys.path("StartingHashKey").asText()),
                    new BigInteger(keys.path("EndingHashKey").asText())));
        }
        open.sort(Comparator.comparing(Open::from));
        return open;
    }

    private ObjectNode request() {
        return node().put("StreamName", stream);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    private JsonNode ask(String operation, ObjectNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(kinesis.resolve("/"))
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "Kinesis_20131202." + operation)
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new CallLakeException(
                    "The local Kinesis refused " + operation + " of " + body + ": " + answer.body());
        }
        return answer.body().isEmpty() ? node() : MAPPER.readTree(answer.body());
    }
}
