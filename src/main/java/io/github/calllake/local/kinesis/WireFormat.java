package io.github.calllake.local.kinesis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * The two encodings that clients of Kinesis speak. The Java SDK speaks CBOR unless told otherwise, Python and the AWS
 * CLI JSON. They differ in blobs (bytes or Base64) and in times (milliseconds or seconds with a fraction).
 */
final class WireFormat {
    private static final WireFormat JSON = new WireFormat("application/x-amz-json-1.1", new ObjectMapper(), 3);
    private static final WireFormat CBOR = new WireFormat("application/x-amz-cbor-1.1", new CBORMapper(), 0);

    private final String contentType;
    private final ObjectMapper mapper;

    /**
     * @param timeScale decimal digits of a time: 3 for seconds with a fraction, 0 for whole milliseconds
     */
    private WireFormat(String contentType, ObjectMapper mapper, int timeScale) {
        this.contentType = contentType;
        this.mapper = mapper.setPropertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
                .registerModule(new SimpleModule()
                        .addSerializer(new TimeWriter(timeScale))
                        .addDeserializer(Instant.class, new TimeReader(timeScale)));
    }

    /** The format of a content type; JSON where it is neither, so that an answer can be given at all. */
    static WireFormat of(String contentType) {
        return contentType.startsWith(CBOR.contentType) ? CBOR : JSON;
    }

    String contentType() {
        return contentType;
    }

    <T> T read(byte[] body, Class<T> type) {
        try {
            T request = body.length == 0 ? mapper.readValue("{}", type) : mapper.readValue(body, type);
            if (request == null) {
                throw malformed();
            }
            return request;
        } catch (UnrecognizedPropertyException e) {
            throw KinesisException.validation("The local Kinesis does not support the request member "
                    + e.getPropertyName() + " of " + type.getSimpleName() + ".");
        } catch (IOException e) {
            // Jackson's message quotes the request, which may hold call content.
            throw malformed();
        }
    }

    private KinesisException malformed() {
        return KinesisException.serialization("The request body is not " + contentType + " of the expected shape.");
    }

    byte[] write(Object answer) throws IOException {
        return mapper.writeValueAsBytes(answer);
    }

    private static final class TimeWriter extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1L;
        private final int scale;

        TimeWriter(int scale) {
            super(Instant.class);
            this.scale = scale;
        }

        @Override
        public void serialize(Instant time, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (scale == 0) {
                out.writeNumber(time.toEpochMilli());
            } else {
                out.writeNumber(BigDecimal.valueOf(time.toEpochMilli(), scale));
            }
        }
    }

    private static final class TimeReader extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;
        private final int scale;

        TimeReader(int scale) {
            super(Instant.class);
            this.scale = scale;
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Instant.ofEpochMilli(
                    in.getDecimalValue().movePointRight(scale).longValue());
        }
    }
}
