package io.jenkins.plugins.mldeploy.report;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The one XML factory for reports: streaming, no DTD, no entity of any kind, depth 200, attributes of 1 Mi characters, 1,000
 * attributes an element; text arrives in pieces, so that its length does not matter.
 */
public final class SecureXml {
    private static final XMLInputFactory FACTORY = factory();

    private SecureXml() {}

    /** A cursor over {@code in}, which the caller closes. A document type declaration is an error of the stream. */
    public static XMLStreamReader open(InputStream in) throws XMLStreamException {
        return FACTORY.createXMLStreamReader(in);
    }

    /** The typed, located error for what the parser found in {@code file}. */
    public static UnreadableReport unreadable(String file, XMLStreamException cause) {
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        boolean truncated = message.contains("EOF") || message.contains("end-of-file");
        UnreadableReport unreadable = new UnreadableReport(
                truncated ? "REPORT_TRUNCATED" : "REPORT_MALFORMED",
                file,
                cause.getLocation() == null ? 0 : cause.getLocation().getLineNumber(),
                cause.getLocation() == null ? 0 : cause.getLocation().getColumnNumber(),
                truncated
                        ? "the document ends in the middle; was the tool that wrote it stopped?"
                        : "not valid XML: " + message);
        unreadable.initCause(cause);
        return unreadable;
    }

    private static XMLInputFactory factory() {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("a report must not refer to another document: " + systemId);
        });
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, 200);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, 1_000);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, 1 << 20);
        factory.setProperty(WstxInputProperties.P_MIN_TEXT_SEGMENT, 4_096);
        return factory;
    }
}
