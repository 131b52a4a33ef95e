package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
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
 */
public record Environments(List<Environment> environments, Map<String, Team> teams) implements Serializable {
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
    }

    public Optional<Environment> find(String name) {
        return environments.stream()
                .filter(environment -> environment.name().equals(name))
                .findFirst();
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
}
