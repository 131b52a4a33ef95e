package router

import (
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

func from[T any](t *testing.T, text string) T {
	t.Helper()
	var into T
	if err := yaml.UnmarshalStrict([]byte(text), &into); err != nil {
		t.Fatal(err)
	}
	return into
}

func shop(t *testing.T, annotations string) world {
	return world{
		classes: []class{from[class](t, `
metadata: {name: door-class, generation: 1, annotations: {`+annotations+`}}
spec: {controllerName: mldeploy.io/router/of-a-test}
status: {}`)},
		gateways: []gateway{from[gateway](t, `
metadata: {name: door, namespace: shop, generation: 1}
spec:
  gatewayClassName: door-class
  listeners:
    - {name: web, port: 80, protocol: HTTP, hostname: "*.example.org"}
    - {name: secure, port: 443, protocol: HTTPS}
status: {}`)},
		routes: []route{from[route](t, `
metadata: {name: api, namespace: shop, uid: u1, generation: 4}
spec:
  parentRefs: [{name: door}]
  hostnames: [api.example.org]
  rules:
    - matches: [{path: {type: PathPrefix, value: /}, headers: [{type: RegularExpression, name: Cookie, value: "(^|.*; *)g=b(;.*|$)"}]}]
      filters: [{type: RequestMirror, requestMirror: {percent: 10, backendRef: {group: "", kind: Service, name: other, port: 80}}}]
      backendRefs: [{group: "", kind: Service, name: api, port: 80}]
status: {parents: []}`)},
		services: []service{
			from[service](t, `{metadata: {name: api, namespace: shop}, spec: {ports: [{port: 80}]}}`),
			from[service](t, `{metadata: {name: other, namespace: shop}, spec: {ports: [{port: 80}]}}`),
		},
	}
}

func always(class, switches, route) bool { return true }

func said(t *testing.T, w world, kind string) metav1.Condition {
	t.Helper()
	parents := w.parentsOf(w.routes[0], always)
	if len(parents) != 1 {
		t.Fatalf("%d parents", len(parents))
	}
	if parents[0].ControllerName != "mldeploy.io/router/of-a-test" || parents[0].ParentRef.Name != "door" {
		t.Errorf("%+v", parents[0])
	}
	for _, each := range parents[0].Conditions {
		if each.Type == kind {
			if each.ObservedGeneration != 4 || each.LastTransitionTime.IsZero() {
				t.Errorf("%+v", each)
			}
			return each
		}
	}
	t.Fatalf("no condition %s: %+v", kind, parents[0].Conditions)
	return metav1.Condition{}
}

func TestAGoodRouteIsTakenAsItIsNow(t *testing.T) {
	w := shop(t, "")
	for _, kind := range []string{accepted, resolvedRefs} {
		if c := said(t, w, kind); c.Status != metav1.ConditionTrue || c.Reason != kind {
			t.Errorf("%+v", c)
		}
	}
	status := classStatusOf(w.classes[0])
	if status.Conditions[0].Status != metav1.ConditionTrue || len(status.SupportedFeatures) != len(claims) {
		t.Errorf("%+v", status)
	}
	for i := 1; i < len(status.SupportedFeatures); i++ {
		if status.SupportedFeatures[i-1].Name >= status.SupportedFeatures[i].Name {
			t.Errorf("the API wants them sorted: %v", status.SupportedFeatures)
		}
	}
	gate := w.gatewayStatusOf(w.gateways[0], switches{})
	if gate.Listeners[0].AttachedRoutes != 1 || gate.Listeners[1].AttachedRoutes != 0 {
		t.Errorf("%+v", gate.Listeners)
	}
	if gate.Conditions[0].Status != metav1.ConditionTrue || gate.Conditions[0].Reason != "ListenersNotValid" ||
		gate.Listeners[1].Conditions[0].Reason != "UnsupportedProtocol" {
		t.Errorf("%+v", gate)
	}
}

func TestEachSwitchMakesItRefuseWithItsReason(t *testing.T) {
	for annotations, message := range map[string]string{
		Without + ": HTTPRouteRequestMirror":           "filter RequestMirror is not supported",
		Without + ": HTTPRouteRequestPercentageMirror": "mirroring a share",
		Without + ": RegularExpression":                "RegularExpression of a match is not supported",
		Without + ": HeaderMatching":                   "matching by header is not supported",
		Refuses + ": routes":                           "annotation",
		Refuses + ": gateways":                         "gateway door is not accepted",
	} {
		c := said(t, shop(t, annotations), accepted)
		if c.Status != metav1.ConditionFalse || !strings.Contains(c.Message, message) {
			t.Errorf("%s: %+v", annotations, c)
		}
	}
	for _, annotations := range []string{Refuses + ": class", Without + ": NoSuchThing", Answers + ": soon", Refuses + ": everything"} {
		w := shop(t, annotations)
		if status := classStatusOf(w.classes[0]); status.Conditions[0].Status != metav1.ConditionFalse || status.SupportedFeatures != nil {
			t.Errorf("%s: %+v", annotations, status)
		}
		if parents := w.parentsOf(w.routes[0], always); len(parents) != 0 {
			t.Errorf("%s: a class that is not accepted has no routes: %+v", annotations, parents)
		}
	}
}

func TestWhatARouteDoesWrongIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		change       func(*world)
		kind, reason string
	}{
		"no such listener":              {func(w *world) { w.routes[0].Spec.ParentRefs[0].SectionName = "back" }, accepted, "NoMatchingParent"},
		"a listener for something else": {func(w *world) { w.routes[0].Spec.ParentRefs[0].SectionName = "secure" }, accepted, "NotAllowedByListeners"},
		"another namespace": {func(w *world) {
			w.gateways[0].Namespace, w.routes[0].Spec.ParentRefs[0].Namespace = "doors", "doors"
		}, accepted, "NotAllowedByListeners"},
		"another hostname":    {func(w *world) { w.routes[0].Spec.Hostnames = []string{"api.example.com"} }, accepted, "NoMatchingListenerHostname"},
		"a broken expression": {func(w *world) { w.routes[0].Spec.Rules[0].Matches[0].Headers[0].Value = "(" }, accepted, "UnsupportedValue"},
		"no such service":     {func(w *world) { w.services = w.services[1:] }, resolvedRefs, "BackendNotFound"},
		"no such mirror":      {func(w *world) { w.services = w.services[:1] }, resolvedRefs, "BackendNotFound"},
		"no such port":        {func(w *world) { w.routes[0].Spec.Rules[0].BackendRefs[0].Port = 81 }, resolvedRefs, "BackendNotFound"},
		"no service at all":   {func(w *world) { w.routes[0].Spec.Rules[0].BackendRefs[0].Kind = "Bucket" }, resolvedRefs, "InvalidKind"},
		"somebody else's service": {func(w *world) {
			w.routes[0].Spec.Rules[0].BackendRefs[0].Namespace, w.services[0].Namespace = "backend", "backend"
		}, resolvedRefs, "RefNotPermitted"},
	} {
		t.Run(name, func(t *testing.T) {
			w := shop(t, "")
			c.change(&w)
			if got := said(t, w, c.kind); got.Status != metav1.ConditionFalse || got.Reason != c.reason {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAGrantLetsARouteUseAnotherNamespace(t *testing.T) {
	w := shop(t, "")
	w.routes[0].Spec.Rules[0].BackendRefs[0].Namespace, w.services[0].Namespace = "backend", "backend"
	w.grants = []grant{from[grant](t, `
metadata: {name: shop, namespace: backend}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
  to: [{group: "", kind: Service}]`)}
	if c := said(t, w, resolvedRefs); c.Status != metav1.ConditionTrue {
		t.Errorf("%+v", c)
	}
}

func TestWhatAnotherControllerSaysStays(t *testing.T) {
	w := shop(t, "")
	other := parentStatus{ParentRef: parentRef{Name: "gate"}, ControllerName: "example.org/other"}
	gone := parentStatus{ParentRef: parentRef{Name: "old-door"}, ControllerName: "mldeploy.io/router/of-a-test"}
	w.routes[0].Status.Parents = []parentStatus{other, gone}
	parents := w.parentsOf(w.routes[0], always)
	if len(parents) != 2 || parents[0].ControllerName != "example.org/other" || parents[1].ParentRef.Name != "door" {
		t.Errorf("%+v", parents)
	}
}

func TestASlowRouterSaysNothingNewBeforeItsTime(t *testing.T) {
	w := shop(t, Answers+": 3s")
	k := clock{seen: map[string]sighting{}}
	start := time.Unix(1000, 0)
	if parents := w.parentsOf(w.routes[0], k.at(start)); len(parents) != 0 || !k.next.Equal(start.Add(3*time.Second)) {
		t.Errorf("%+v, next %v", parents, k.next)
	}
	w.routes[0].Status.Parents = w.parentsOf(w.routes[0], k.at(start.Add(3*time.Second)))
	if len(w.routes[0].Status.Parents) != 1 || !k.next.IsZero() {
		t.Errorf("%+v, next %v", w.routes[0].Status, k.next)
	}
	w.routes[0].Generation++
	again := w.parentsOf(w.routes[0], k.at(start.Add(4*time.Second)))
	if len(again) != 1 || again[0].Conditions[0].ObservedGeneration != 4 {
		t.Errorf("what it said about the generation before stays: %+v", again)
	}
	never := shop(t, Answers+": never")
	if parents := never.parentsOf(never.routes[0], k.at(start.Add(time.Hour))); len(parents) != 0 {
		t.Errorf("%+v", parents)
	}
}
