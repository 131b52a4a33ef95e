package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.util.List;
import java.util.Map;

/** HTTPRoutes of the Gateway API, as strategies change them. */
final class Routes {
    private Routes() {}

    /**
     * The route for those only who match: the condition is added to every match of every rule, and a rule without a match gets one.
     *
     * @param match {@code header}, {@code cookie} or {@code language}, and {@code value}
     */
    static KubeObject matching(KubeObject route, Map<String, String> match) throws UnreadableReport {
        YamlEdit edit = YamlEdit.of(route);
        for (YamlEdit rule : edit.elements("spec", "rules")) {
            List<YamlEdit> matches = rule.elements("matches");
            if (matches.isEmpty()) {
                rule.yaml("[{headers: [" + header(match) + "]}]", "matches");
            }
            for (YamlEdit each : matches) {
                each.add(header(match), "headers");
            }
        }
        return edit.object();
    }

    /** Cookies and languages are part of a longer header; a regular expression there is an extension that the router must confirm. */
    private static String header(Map<String, String> match) {
        String value = match.get("value");
        if (match.containsKey("cookie")) {
            return "{type: RegularExpression, name: Cookie, value: "
                    + quoted("(^|.*; *)" + literally(match.get("cookie")) + "=" + literally(value) + "(;.*|$)") + "}";
        }
        if (match.containsKey("language")) {
            return "{type: RegularExpression, name: Accept-Language, value: "
                    + quoted("(^|.*[ ,])" + literally(match.get("language")) + "([-,;].*|$)") + "}";
        }
        return "{type: Exact, name: " + quoted(match.get("header")) + ", value: " + quoted(value) + "}";
    }

    private static String literally(String text) {
        return text.replaceAll("([\\\\.\\[\\]{}()*+?^$|])", "\\\\$1");
    }

    private static String quoted(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }
}
