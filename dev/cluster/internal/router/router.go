// Package router plays a router of the Gateway API: it takes GatewayClasses, Gateways and HTTPRoutes, and says in their status what a conformant
// controller would say. Nothing is routed: pods of this cluster have no containers that could answer. Annotations of a class make it refuse, lag, stay
// silent, or lack something, so that what must not be believed can be tried.
package router

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	// lookForDefinitionsAfter is how soon it is noticed that the definitions were installed.
	lookForDefinitionsAfter = time.Second
	tryAgainAfter           = 200 * time.Millisecond
)

type router struct {
	client dynamic.Interface
	known  map[schema.GroupVersionResource]informers.GenericInformer
	clock  clock
	log    io.Writer
}

// Run waits until the definitions of the Gateway API are there, and then plays until the context ends.
func Run(ctx context.Context, kubeconfig string, log io.Writer) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 200, 400
	found, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	for !serves(found, classes, gateways, routes, grants) {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(lookForDefinitionsAfter):
		}
	}
	r := &router{client: client, known: map[schema.GroupVersionResource]informers.GenericInformer{}, log: log,
		clock: clock{seen: map[string]sighting{}}}
	return r.play(ctx)
}

func serves(client *discovery.DiscoveryClient, wanted ...schema.GroupVersionResource) bool {
	for _, each := range wanted {
		list, err := client.ServerResourcesForGroupVersion(each.GroupVersion().String())
		if err != nil {
			return false
		}
		there := false
		for _, resource := range list.APIResources {
			there = there || resource.Name == each.Resource
		}
		if !there {
			return false
		}
	}
	return true
}

func (r *router) play(ctx context.Context) error {
	changed := make(chan struct{}, 1)
	notify := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	factory := dynamicinformer.NewDynamicSharedInformerFactory(r.client, 0)
	for _, each := range []schema.GroupVersionResource{classes, gateways, routes, grants, services, namespaces} {
		informer := factory.ForResource(each)
		if _, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { notify() },
			UpdateFunc: func(any, any) { notify() },
			DeleteFunc: func(any) { notify() },
		}); err != nil {
			return err
		}
		r.known[each] = informer
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	fmt.Fprintln(r.log, "routes the classes of "+Controller)
	for {
		wake := r.everything(ctx)
		var timer <-chan time.Time
		if !wake.IsZero() {
			timer = time.After(time.Until(wake))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		case <-timer:
		}
	}
}

// everything looks at all of it once, and says when to look again even if nothing changes; never is the zero time.
func (r *router) everything(ctx context.Context) time.Time {
	w := world{
		classes:    list[class](r, classes),
		gateways:   list[gateway](r, gateways),
		routes:     list[route](r, routes),
		grants:     list[grant](r, grants),
		services:   list[service](r, services),
		namespaces: list[namespace](r, namespaces),
	}
	complete := true
	for _, c := range w.classes {
		if c.isOurs() {
			complete = write(ctx, r, classes, &c.ObjectMeta, c.Status, classStatusOf(c)) && complete
		}
	}
	for _, g := range w.gateways {
		if _, s, ours := w.router(g); ours {
			complete = write(ctx, r, gateways, &g.ObjectMeta, g.Status, w.gatewayStatusOf(g, s)) && complete
		}
	}
	isDue := r.clock.at(time.Now())
	for _, each := range w.routes {
		parents := w.parentsOf(each, isDue)
		if len(parents) > 0 || len(each.Status.Parents) > 0 {
			if parents == nil {
				parents = []parentStatus{}
			}
			complete = write(ctx, r, routes, &each.ObjectMeta, each.Status, routeStatus{parents}) && complete
		}
	}
	if complete {
		return r.clock.next
	}
	return time.Now().Add(tryAgainAfter)
}

func list[T any](r *router, resource schema.GroupVersionResource) []T {
	objects, err := r.known[resource].Lister().List(labels.Everything())
	if err != nil {
		fmt.Fprintln(r.log, resource.Resource, err)
	}
	var all []T
	for _, object := range objects {
		each, err := typed[T](object.(*unstructured.Unstructured).Object)
		if err != nil {
			fmt.Fprintln(r.log, resource.Resource, err)
			continue
		}
		all = append(all, each)
	}
	return all
}

// write says it if it was not said before; false when it has to be tried again.
func write[T any](ctx context.Context, r *router, resource schema.GroupVersionResource, of *metav1.ObjectMeta, old, fresh T) bool {
	if reflect.DeepEqual(old, fresh) {
		return true
	}
	status, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&fresh)
	if err != nil {
		fmt.Fprintln(r.log, of.Name, err)
		return true
	}
	var at dynamic.ResourceInterface = r.client.Resource(resource)
	var lister cache.GenericNamespaceLister = r.known[resource].Lister()
	if of.Namespace != "" {
		at, lister = r.client.Resource(resource).Namespace(of.Namespace), r.known[resource].Lister().ByNamespace(of.Namespace)
	}
	known, err := lister.Get(of.Name)
	if err != nil {
		return true
	}
	object := known.(*unstructured.Unstructured).DeepCopy()
	object.Object["status"] = status
	_, err = at.UpdateStatus(ctx, object, metav1.UpdateOptions{FieldManager: "mldeploy-router"})
	if err == nil || apierrors.IsNotFound(err) {
		return true
	}
	if !apierrors.IsConflict(err) && ctx.Err() == nil {
		fmt.Fprintln(r.log, resource.Resource, of.Name, err)
	}
	return false
}
