package io.jenkins.plugins.mldeploy.jenkins.gate;

import hudson.model.User;
import hudson.security.ACL;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.mldeploy.gate.Voter;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.StaplerRequest2;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** The person behind a request, as Jenkins authenticated it: by session or by API token, the same id and the groups of this very authentication. */
public final class JenkinsVoter {
    private JenkinsVoter() {}

    /** Empty for anonymous requests and for the system itself: neither is a person. */
    public static Optional<Voter> of(StaplerRequest2 request) {
        Authentication authentication = Jenkins.getAuthentication2();
        User user = User.get2(authentication);
        if (user == null || ACL.isAnonymous2(authentication) || authentication.equals(ACL.SYSTEM2)) {
            return Optional.empty();
        }
        Set<String> groups = new LinkedHashSet<>();
        for (GrantedAuthority authority : authentication.getAuthorities()) {
            // Everybody who is logged in has this one; it says nothing about a person.
            if (!authority.getAuthority().equals(SecurityRealm.AUTHENTICATED_AUTHORITY2.getAuthority())) {
                groups.add(authority.getAuthority());
            }
        }
        String realm = Jenkins.get().getSecurityRealm().getClass().getSimpleName();
        return Optional.of(new Voter(
                user.getId(), groups, "jenkins, " + realm, request == null ? "unknown" : request.getRemoteAddr()));
    }
}
