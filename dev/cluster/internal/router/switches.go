package router

import (
	"fmt"
	"strings"
	"time"
)

// Annotations of a GatewayClass that make the router of that class less than a good one.
const (
	// Without lists, separated by commas, what the router does not do: it does not claim it, and does not accept a route that asks for it.
	Without = "router.mldeploy.io/without"
	// Refuses is "class", "gateways" or "routes": what the router does not accept.
	Refuses = "router.mldeploy.io/refuses"
	// Answers says when a changed route gets its status: after a duration such as 3s, or "never".
	Answers = "router.mldeploy.io/answers"
)

// Parts of HTTPRoute that every router or no router need have, and that have no name among the features.
const (
	headerMatching    = "HeaderMatching"
	regularExpression = "RegularExpression"
)

// claims are the features of the Gateway API that the router says it has, sorted as the API wants them.
var claims = []string{
	"Gateway",
	"HTTPRoute",
	"HTTPRouteMethodMatching",
	"HTTPRouteQueryParamMatching",
	"HTTPRouteRequestMirror",
	"HTTPRouteRequestMultipleMirrors",
	"HTTPRouteRequestPercentageMirror",
	"ReferenceGrant",
}

type switches struct {
	without map[string]bool
	refuses string
	never   bool
	lag     time.Duration
}

// switchesOf reads them; a wrong one is an error that names it, so that a test does not pass because of a typing error.
func switchesOf(c class) (switches, error) {
	s := switches{without: map[string]bool{}, refuses: c.Annotations[Refuses]}
	known := map[string]bool{headerMatching: true, regularExpression: true}
	for _, claim := range claims {
		known[claim] = true
	}
	for _, name := range strings.FieldsFunc(c.Annotations[Without], func(r rune) bool { return r == ',' || r == ' ' }) {
		if !known[name] {
			return s, fmt.Errorf("annotation %s: there is no '%s'", Without, name)
		}
		s.without[name] = true
	}
	switch s.refuses {
	case "", "class", "gateways", "routes":
	default:
		return s, fmt.Errorf("annotation %s: '%s' is none of class, gateways, routes", Refuses, s.refuses)
	}
	switch answers := c.Annotations[Answers]; answers {
	case "":
	case "never":
		s.never = true
	default:
		lag, err := time.ParseDuration(answers)
		if err != nil || lag < 0 {
			return s, fmt.Errorf("annotation %s: '%s' is neither 'never' nor a duration", Answers, answers)
		}
		s.lag = lag
	}
	return s, nil
}

func (s switches) features() []feature {
	var features []feature
	for _, claim := range claims {
		if !s.without[claim] {
			features = append(features, feature{claim})
		}
	}
	return features
}
