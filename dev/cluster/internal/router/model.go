package router

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// The Gateway API's own types would raise the versions that Kubernetes is tested with, so what is read and written of them stands here.

const group = "gateway.networking.k8s.io"

var (
	classes    = schema.GroupVersionResource{Group: group, Version: "v1", Resource: "gatewayclasses"}
	gateways   = schema.GroupVersionResource{Group: group, Version: "v1", Resource: "gateways"}
	routes     = schema.GroupVersionResource{Group: group, Version: "v1", Resource: "httproutes"}
	grants     = schema.GroupVersionResource{Group: group, Version: "v1beta1", Resource: "referencegrants"}
	services   = schema.GroupVersionResource{Version: "v1", Resource: "services"}
	namespaces = schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}
)

type class struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		ControllerName string `json:"controllerName"`
	} `json:"spec"`
	Status classStatus `json:"status"`
}

type classStatus struct {
	Conditions        []metav1.Condition `json:"conditions,omitempty"`
	SupportedFeatures []feature          `json:"supportedFeatures,omitempty"`
}

type feature struct {
	Name string `json:"name"`
}

type gateway struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		GatewayClassName string     `json:"gatewayClassName"`
		Listeners        []listener `json:"listeners"`
	} `json:"spec"`
	Status gatewayStatus `json:"status"`
}

type listener struct {
	Name          string `json:"name"`
	Hostname      string `json:"hostname"`
	Port          int64  `json:"port"`
	Protocol      string `json:"protocol"`
	AllowedRoutes struct {
		Namespaces struct {
			From     string                `json:"from"`
			Selector *metav1.LabelSelector `json:"selector"`
		} `json:"namespaces"`
		Kinds []routeKind `json:"kinds"`
	} `json:"allowedRoutes"`
}

type routeKind struct {
	Group string `json:"group,omitempty"`
	Kind  string `json:"kind"`
}

type gatewayStatus struct {
	Addresses  []address          `json:"addresses,omitempty"`
	Conditions []metav1.Condition `json:"conditions,omitempty"`
	Listeners  []listenerStatus   `json:"listeners,omitempty"`
}

type address struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type listenerStatus struct {
	Name           string             `json:"name"`
	SupportedKinds []routeKind        `json:"supportedKinds"`
	AttachedRoutes int64              `json:"attachedRoutes"`
	Conditions     []metav1.Condition `json:"conditions"`
}

type route struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		ParentRefs []parentRef `json:"parentRefs"`
		Hostnames  []string    `json:"hostnames"`
		Rules      []rule      `json:"rules"`
	} `json:"spec"`
	Status routeStatus `json:"status"`
}

type routeStatus struct {
	Parents []parentStatus `json:"parents"`
}

type parentStatus struct {
	ParentRef      parentRef          `json:"parentRef"`
	ControllerName string             `json:"controllerName"`
	Conditions     []metav1.Condition `json:"conditions"`
}

type parentRef struct {
	Group       string `json:"group,omitempty"`
	Kind        string `json:"kind,omitempty"`
	Namespace   string `json:"namespace,omitempty"`
	Name        string `json:"name"`
	SectionName string `json:"sectionName,omitempty"`
	Port        int64  `json:"port,omitempty"`
}

type rule struct {
	Matches []struct {
		Headers     []match `json:"headers"`
		QueryParams []match `json:"queryParams"`
		Method      string  `json:"method"`
		Path        *match  `json:"path"`
	} `json:"matches"`
	Filters     []filter  `json:"filters"`
	BackendRefs []backend `json:"backendRefs"`
}

type match struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type filter struct {
	Type          string `json:"type"`
	RequestMirror *struct {
		BackendRef backend        `json:"backendRef"`
		Percent    *int64         `json:"percent"`
		Fraction   map[string]any `json:"fraction"`
	} `json:"requestMirror"`
}

type backend struct {
	Group     string   `json:"group"`
	Kind      string   `json:"kind"`
	Namespace string   `json:"namespace"`
	Name      string   `json:"name"`
	Port      int64    `json:"port"`
	Filters   []filter `json:"filters"`
}

type grant struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		From []struct {
			Group     string `json:"group"`
			Kind      string `json:"kind"`
			Namespace string `json:"namespace"`
		} `json:"from"`
		To []struct {
			Group string `json:"group"`
			Kind  string `json:"kind"`
			Name  string `json:"name"`
		} `json:"to"`
	} `json:"spec"`
}

type service struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Ports []struct {
			Port int64 `json:"port"`
		} `json:"ports"`
	} `json:"spec"`
}

type namespace struct {
	metav1.ObjectMeta `json:"metadata"`
}

// world is everything that a verdict about a route depends on.
type world struct {
	classes    []class
	gateways   []gateway
	routes     []route
	grants     []grant
	services   []service
	namespaces []namespace
}

func typed[T any](content map[string]any) (T, error) {
	var into T
	return into, runtime.DefaultUnstructuredConverter.FromUnstructured(content, &into)
}
