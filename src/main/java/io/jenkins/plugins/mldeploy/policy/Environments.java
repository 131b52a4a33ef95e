package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All environments and teams, as configured.
 *
 * @param environments in the order of the file
 * @param teams name to members
 * @param delegations who approves in whose place
 * @param webHooks addresses that may be told and asked
 * @param levels of the host that tightened them, the outermost first; empty for the environments as configured
 */
public record Environments(
        List<Environment> environments,
        Map<String, Team> teams,
        List<Delegation> delegations,
        List<WebHook> webHooks,
        List<String> levels)
        implements Serializable {
    /**
     * People who approve together.
     *
     * @param users ids
     * @param groups of the host's security realm whose members belong to the team
     */
    public record Team(List<String> users, List<String> groups) implements Serializable {
        public Team {
            users = users == null ? List.of() : List.copyOf(users);
            groups = groups == null ? List.of() : List.copyOf(groups);
        }
    }

    public Environments {
        environments = List.copyOf(environments);
        teams = Collections.unmodifiableMap(new LinkedHashMap<>(teams));
        delegations = delegations == null ? List.of() : List.copyOf(delegations);
        webHooks = webHooks == null ? List.of() : List.copyOf(webHooks);
        levels = levels == null ? List.of() : List.copyOf(levels);
    }

    /** As configured. */
    public Environments(
            List<Environment> environments,
            Map<String, Team> teams,
            List<Delegation> delegations,
            List<WebHook> webHooks) {
        this(environments, teams, delegations, webHooks, null);
    }

    public Environments(List<Environment> environments, Map<String, Team> teams) {
        this(environments, teams, null, null, null);
    }

    public Optional<Environment> find(String name) {
        return environments.stream()
                .filter(environment -> environment.name().equals(name))
                .findFirst();
    }

    /** Why no environment of that name can be used ({@code ENVIRONMENT_UNKNOWN}): there is none; with the nearest name, and all that there are. */
    public Reason unknown(String name) {
        List<String> known = names();
        return new Reason(
                "ENVIRONMENT_UNKNOWN",
                "there is no environment '" + name + "'"
                        + NearestName.of(name, known)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("")
                        + (known.isEmpty() ? "; none is configured" : "; there are: " + String.join(", ", known)));
    }

    /**
     * These, with what one more level of the host demands; may be repeated level by level.
     *
     * @param level its name, for messages
     * @throws WrongConfiguration when it names an environment that is not there, or leaves nothing that could enter
     */
    public Environments tightenedBy(String level, List<Tightening> tightenings) throws WrongConfiguration {
        List<Environment> all = new ArrayList<>(environments);
        List<String> problems = new ArrayList<>();
        for (Tightening tightening : tightenings) {
            int index = names().indexOf(tightening.environment());
            if (index < 0) {
                problems.add(level + ": " + unknown(tightening.environment()).text());
                continue;
            }
            for (ApprovalRules.ExternalCheck check : tightening.approvals().checks()) {
                if (webHook(check.webHook()).isEmpty()) {
                    problems.add("%s: '%s': there is no web hook '%s'%s"
                            .formatted(
                                    level,
                                    tightening.environment(),
                                    check.webHook(),
                                    NearestName.hint(
                                            check.webHook(),
                                            webHooks.stream().map(WebHook::name).toList())));
                }
            }
            try {
                all.set(index, tightening.tighten(all.get(index)));
            } catch (IllegalArgumentException e) {
                problems.add(level + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new WrongConfiguration(level, problems);
        }
        List<String> more = new ArrayList<>(levels);
        more.add(level);
        return new Environments(all, teams, delegations, webHooks, more);
    }

    public List<String> names() {
        return environments.stream().map(Environment::name).toList();
    }

    /**
     * Is this person in that group now?
     *
     * @param user id as the host authenticated it
     * @param groups of the security realm that the person's own authentication names
     */
    public boolean isMember(String user, Set<String> groups, String group) {
        Team team = teams.get(group);
        if (team == null) {
            return groups.contains(group);
        }
        return team.users().contains(user) || team.groups().stream().anyMatch(groups::contains);
    }

    public Optional<WebHook> webHook(String name) {
        return webHooks.stream().filter(hook -> hook.name().equals(name)).findFirst();
    }

    /**
     * The teams that this person may speak for in another's place now, each with whose right it is. Only members that a team names as users can delegate; of who else is in a group
     * of the realm this host may know nothing.
     */
    public Map<String, String> delegated(String user, Instant now) {
        Map<String, String> delegated = new LinkedHashMap<>();
        for (Delegation delegation : delegations) {
            if (!delegation.to().equalsIgnoreCase(user) || !now.isBefore(delegation.end())) {
                continue;
            }
            teams.forEach((name, team) -> {
                if (team.users().contains(delegation.from())
                        && (delegation.teams().isEmpty() || delegation.teams().contains(name))) {
                    delegated.putIfAbsent(name, delegation.from());
                }
            });
        }
        return delegated;
    }
}
