package router

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Controller is the router's name; classes of any name that begins with it and a further path are its own too, so that a test can have a router
// that is nobody else's.
const Controller = "mldeploy.io/router"

const (
	accepted     = "Accepted"
	programmed   = "Programmed"
	resolvedRefs = "ResolvedRefs"
)

func (c class) isOurs() bool {
	return c.Spec.ControllerName == Controller || strings.HasPrefix(c.Spec.ControllerName, Controller+"/")
}

// verdict is one condition in the making.
type verdict struct {
	kind    string
	good    bool
	reason  string
	message string
}

func yes(kind, reason string) verdict { return verdict{kind, true, reason, ""} }

func no(kind, reason, message string, parts ...any) verdict {
	return verdict{kind, false, reason, fmt.Sprintf(message, parts...)}
}

// conditions brings a list up to date; the time of a condition is that of its last change, as the API wants it.
func conditions(old []metav1.Condition, generation int64, verdicts ...verdict) []metav1.Condition {
	var fresh []metav1.Condition
	for _, each := range old {
		fresh = append(fresh, each)
	}
	for _, v := range verdicts {
		status := metav1.ConditionFalse
		if v.good {
			status = metav1.ConditionTrue
		}
		meta.SetStatusCondition(&fresh, metav1.Condition{
			Type: v.kind, Status: status, Reason: v.reason, Message: v.message, ObservedGeneration: generation,
		})
	}
	return fresh
}

func classVerdict(c class) (switches, verdict) {
	s, err := switchesOf(c)
	switch {
	case err != nil:
		return s, no(accepted, "InvalidParameters", "%v", err)
	case s.refuses == "class":
		return s, no(accepted, "Unsupported", "annotation %s says so", Refuses)
	default:
		return s, yes(accepted, accepted)
	}
}

func classStatusOf(c class) classStatus {
	s, v := classVerdict(c)
	status := classStatus{Conditions: conditions(c.Status.Conditions, c.Generation, v, yes("SupportedVersion", "SupportedVersion"))}
	if v.good {
		status.SupportedFeatures = s.features()
	}
	return status
}

// router finds the class of a gateway, if it is one of ours that is accepted.
func (w world) router(g gateway) (class, switches, bool) {
	for _, c := range w.classes {
		if c.Name == g.Spec.GatewayClassName && c.isOurs() {
			s, v := classVerdict(c)
			return c, s, v.good
		}
	}
	return class{}, switches{}, false
}

func (w world) gateway(namespace, name string) (gateway, bool) {
	for _, g := range w.gateways {
		if g.Namespace == namespace && g.Name == name {
			return g, true
		}
	}
	return gateway{}, false
}

func (w world) gatewayStatusOf(g gateway, s switches) gatewayStatus {
	status := gatewayStatus{Addresses: []address{{"IPAddress", "127.0.0.1"}}}
	good := 0
	for _, l := range g.Spec.Listeners {
		fresh := listenerStatus{Name: l.Name, SupportedKinds: []routeKind{}, AttachedRoutes: w.attached(g, l)}
		for _, old := range g.Status.Listeners {
			if old.Name == l.Name {
				fresh.Conditions = old.Conditions
			}
		}
		verdicts := []verdict{yes(accepted, accepted), yes(resolvedRefs, resolvedRefs), yes(programmed, programmed)}
		switch {
		case l.Protocol != "HTTP":
			verdicts[0] = no(accepted, "UnsupportedProtocol", "only HTTP is, not %s", l.Protocol)
			verdicts[2] = no(programmed, "Invalid", "the listener is not accepted")
		case !l.takesRoutes():
			verdicts[1] = no(resolvedRefs, "InvalidRouteKinds", "only HTTPRoute is supported")
			verdicts[2] = no(programmed, "Invalid", "the listener is not accepted")
		default:
			fresh.SupportedKinds = []routeKind{{group, "HTTPRoute"}}
			good++
		}
		fresh.Conditions = conditions(fresh.Conditions, g.Generation, verdicts...)
		status.Listeners = append(status.Listeners, fresh)
	}
	verdicts := []verdict{yes(accepted, accepted), yes(programmed, programmed)}
	switch {
	case s.refuses == "gateways":
		verdicts[0] = no(accepted, "Invalid", "annotation %s of the class says so", Refuses)
		verdicts[1] = no(programmed, "Invalid", "the gateway is not accepted")
	case good == 0:
		verdicts[0] = no(accepted, "ListenersNotValid", "no listener is one for HTTPRoutes")
		verdicts[1] = no(programmed, "Invalid", "the gateway is not accepted")
	case good < len(g.Spec.Listeners):
		verdicts[0].reason = "ListenersNotValid"
	}
	status.Conditions = conditions(g.Status.Conditions, g.Generation, verdicts...)
	return status
}

func (l listener) takesRoutes() bool {
	for _, kind := range l.AllowedRoutes.Kinds {
		if kind.Kind == "HTTPRoute" && (kind.Group == "" || kind.Group == group) {
			return true
		}
	}
	return len(l.AllowedRoutes.Kinds) == 0
}

func (w world) attached(g gateway, l listener) int64 {
	count := int64(0)
	for _, r := range w.routes {
		for _, ref := range r.Spec.ParentRefs {
			if found, ok := w.parent(r, ref); ok && found.Namespace == g.Namespace && found.Name == g.Name &&
				ref.means(l) && w.admits(g, l, r) {
				count++
				break
			}
		}
	}
	return count
}

// parent is the gateway that a route wants to be part of.
func (w world) parent(r route, ref parentRef) (gateway, bool) {
	if ref.Group != "" && ref.Group != group || ref.Kind != "" && ref.Kind != "Gateway" {
		return gateway{}, false
	}
	namespace := ref.Namespace
	if namespace == "" {
		namespace = r.Namespace
	}
	return w.gateway(namespace, ref.Name)
}

func (ref parentRef) means(l listener) bool {
	return (ref.SectionName == "" || ref.SectionName == l.Name) && (ref.Port == 0 || ref.Port == l.Port)
}

func (w world) admits(g gateway, l listener, r route) bool {
	if l.Protocol != "HTTP" || !l.takesRoutes() {
		return false
	}
	allowed := l.AllowedRoutes.Namespaces
	switch allowed.From {
	case "All":
		return true
	case "Selector":
		selector, err := metav1.LabelSelectorAsSelector(allowed.Selector)
		if err != nil {
			return false
		}
		for _, each := range w.namespaces {
			if each.Name == r.Namespace {
				return selector.Matches(labels.Set(each.Labels))
			}
		}
		return false
	case "None":
		return false
	default:
		return g.Namespace == r.Namespace
	}
}

func (l listener) hears(r route) bool {
	if l.Hostname == "" || len(r.Spec.Hostnames) == 0 {
		return true
	}
	for _, hostname := range r.Spec.Hostnames {
		if covers(l.Hostname, hostname) || covers(hostname, l.Hostname) {
			return true
		}
	}
	return false
}

func covers(pattern, hostname string) bool {
	pattern, hostname = strings.ToLower(pattern), strings.ToLower(hostname)
	if suffix, wild := strings.CutPrefix(pattern, "*"); wild {
		return strings.HasSuffix(hostname, suffix) && hostname != suffix
	}
	return pattern == hostname
}

// due says whether the router has come to a route since it was changed.
type due func(c class, s switches, r route) bool

// parentsOf is the status of a route: what others say about it stays, and so does what we said while it is not due.
func (w world) parentsOf(r route, isDue due) []parentStatus {
	var parents []parentStatus
	for _, old := range r.Status.Parents {
		if !(class{Spec: struct {
			ControllerName string `json:"controllerName"`
		}{old.ControllerName}}).isOurs() {
			parents = append(parents, old)
		}
	}
	for _, ref := range r.Spec.ParentRefs {
		g, found := w.parent(r, ref)
		if !found {
			continue
		}
		c, s, ours := w.router(g)
		if !ours {
			continue
		}
		said := parentStatus{ParentRef: ref, ControllerName: c.Spec.ControllerName}
		for _, old := range r.Status.Parents {
			if old.ControllerName == said.ControllerName && old.ParentRef == ref {
				said.Conditions = old.Conditions
			}
		}
		if isDue(c, s, r) {
			said.Conditions = conditions(said.Conditions, r.Generation, w.acceptance(g, s, r, ref), w.resolution(r))
		}
		if len(said.Conditions) > 0 {
			parents = append(parents, said)
		}
	}
	return parents
}

func (w world) acceptance(g gateway, s switches, r route, ref parentRef) verdict {
	if s.refuses == "routes" {
		return no(accepted, "UnsupportedValue", "annotation %s of the class says so", Refuses)
	}
	if s.refuses == "gateways" {
		return no(accepted, "NoMatchingParent", "gateway %s is not accepted", g.Name)
	}
	meant, admitted, heard := 0, 0, 0
	for _, l := range g.Spec.Listeners {
		if !ref.means(l) {
			continue
		}
		meant++
		if !w.admits(g, l, r) {
			continue
		}
		admitted++
		if l.hears(r) {
			heard++
		}
	}
	switch {
	case meant == 0:
		return no(accepted, "NoMatchingParent", "gateway %s has no such listener", g.Name)
	case admitted == 0:
		return no(accepted, "NotAllowedByListeners", "no listener of gateway %s takes HTTPRoutes of namespace %s", g.Name, r.Namespace)
	case heard == 0:
		return no(accepted, "NoMatchingListenerHostname", "no listener of gateway %s has one of the hostnames", g.Name)
	}
	for _, each := range r.Spec.Rules {
		if problem := s.unsupported(each); problem != "" {
			return no(accepted, "UnsupportedValue", "%s", problem)
		}
	}
	return yes(accepted, accepted)
}

// unsupported names the first part of a rule that this router can't do, empty when it can do all of them.
func (s switches) unsupported(r rule) string {
	for _, m := range r.Matches {
		if m.Method != "" && s.without["HTTPRouteMethodMatching"] {
			return "matching by method is not supported"
		}
		if len(m.QueryParams) > 0 && s.without["HTTPRouteQueryParamMatching"] {
			return "matching by query parameter is not supported"
		}
		all := append(append([]match{}, m.Headers...), m.QueryParams...)
		if m.Path != nil {
			all = append(all, *m.Path)
		}
		for _, each := range all {
			if each.Type != regularExpression {
				continue
			}
			if s.without[regularExpression] {
				return "type RegularExpression of a match is not supported"
			}
			if _, err := regexp.Compile(each.Value); err != nil {
				return err.Error()
			}
		}
		if len(m.Headers) > 0 && s.without[headerMatching] {
			return "matching by header is not supported"
		}
	}
	filters := r.Filters
	for _, b := range r.BackendRefs {
		filters = append(filters[:len(filters):len(filters)], b.Filters...)
	}
	mirrors := 0
	for _, f := range filters {
		switch f.Type {
		case "RequestHeaderModifier", "RequestRedirect":
		case "RequestMirror":
			mirrors++
			if s.without["HTTPRouteRequestMirror"] {
				return "filter RequestMirror is not supported"
			}
			if f.RequestMirror != nil && (f.RequestMirror.Percent != nil || f.RequestMirror.Fraction != nil) &&
				s.without["HTTPRouteRequestPercentageMirror"] {
				return "mirroring a share of the requests is not supported"
			}
		default:
			return "filter " + f.Type + " is not supported"
		}
	}
	if mirrors > 1 && s.without["HTTPRouteRequestMultipleMirrors"] {
		return "more than one RequestMirror is not supported"
	}
	return ""
}

func (w world) resolution(r route) verdict {
	for _, each := range r.Spec.Rules {
		backends := append([]backend{}, each.BackendRefs...)
		for _, f := range each.Filters {
			if f.RequestMirror != nil {
				backends = append(backends, f.RequestMirror.BackendRef)
			}
		}
		for _, b := range backends {
			if v := w.resolve(r, b); !v.good {
				return v
			}
		}
	}
	return yes(resolvedRefs, resolvedRefs)
}

func (w world) resolve(r route, b backend) verdict {
	if b.Group != "" || b.Kind != "" && b.Kind != "Service" {
		return no(resolvedRefs, "InvalidKind", "backend %s is no Service", b.Name)
	}
	namespace := b.Namespace
	if namespace == "" {
		namespace = r.Namespace
	}
	if namespace != r.Namespace && !w.granted(r, namespace, b.Name) {
		return no(resolvedRefs, "RefNotPermitted", "no ReferenceGrant lets a route of %s use Service %s/%s", r.Namespace, namespace, b.Name)
	}
	for _, each := range w.services {
		if each.Namespace != namespace || each.Name != b.Name {
			continue
		}
		for _, port := range each.Spec.Ports {
			if port.Port == b.Port {
				return yes(resolvedRefs, resolvedRefs)
			}
		}
		return no(resolvedRefs, "BackendNotFound", "Service %s/%s has no port %d", namespace, b.Name, b.Port)
	}
	return no(resolvedRefs, "BackendNotFound", "there is no Service %s/%s", namespace, b.Name)
}

func (w world) granted(r route, namespace, name string) bool {
	for _, g := range w.grants {
		if g.Namespace != namespace {
			continue
		}
		from, to := false, false
		for _, each := range g.Spec.From {
			from = from || each.Group == group && each.Kind == "HTTPRoute" && each.Namespace == r.Namespace
		}
		for _, each := range g.Spec.To {
			to = to || each.Group == "" && each.Kind == "Service" && (each.Name == "" || each.Name == name)
		}
		if from && to {
			return true
		}
	}
	return false
}

// clock remembers since when each version of a route is known.
type clock struct {
	seen map[string]sighting
	next time.Time
}

type sighting struct {
	generation int64
	at         time.Time
}

// at makes the question whether a route is due at a moment; afterwards next is when another one is.
func (k *clock) at(now time.Time) due {
	k.next = time.Time{}
	return func(c class, s switches, r route) bool {
		key := c.Name + "/" + string(r.UID)
		if known, ok := k.seen[key]; !ok || known.generation != r.Generation {
			k.seen[key] = sighting{r.Generation, now}
		}
		if s.never {
			return false
		}
		answer := k.seen[key].at.Add(s.lag)
		if now.Before(answer) && (k.next.IsZero() || answer.Before(k.next)) {
			k.next = answer
		}
		return !now.Before(answer)
	}
}
