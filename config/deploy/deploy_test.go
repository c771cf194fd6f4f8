// Package deploy_test holds what is in this folder against what it must say: it can't be run on every machine that runs tests.
package deploy_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/deskhand/deskhand/config"
	_ "github.com/deskhand/deskhand/connectors/all"
)

// tree is a YAML document of any kind.
type tree = map[string]any

// documents reads all YAML documents of a file.
func documents(t *testing.T, path string) []tree {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []tree
	for decoder := yaml.NewDecoder(bytes.NewReader(data)); ; {
		var one tree
		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, one)
	}
}

// at returns the value at a path such as spec|template|spec, nil when there is none; [0] is the first of a list.
func at(value any, path string) any {
	for key := range strings.SplitSeq(path, "|") {
		if key == "[0]" {
			list, ok := value.([]any)
			if !ok || len(list) == 0 {
				return nil
			}
			value = list[0]
			continue
		}
		mapping, ok := value.(tree)
		if !ok {
			return nil
		}
		value = mapping[key]
	}
	return value
}

// manifests are the objects that the kustomization names, by kind and name.
func manifests(t *testing.T) map[string]tree {
	t.Helper()
	objects := map[string]tree{}
	resources, _ := at(documents(t, "kubernetes/kustomization.yaml")[0], "resources").([]any)
	for _, file := range resources {
		for _, object := range documents(t, filepath.Join("kubernetes", file.(string))) {
			objects[at(object, "kind").(string)+" "+at(object, "metadata|name").(string)] = object
		}
	}
	return objects
}

func TestConfigurationsLoad(t *testing.T) {
	env := func(string) (string, bool) { return "of-the-environment", true }
	for _, path := range []string{"kubernetes/deskhand.yaml", "compose/deskhand"} {
		cfg, mistakes := config.Load(path, env)
		if len(mistakes) > 0 {
			t.Fatalf("%s: %v", path, mistakes)
		}
		if cfg.Listen != "0.0.0.0:8080" || cfg.StatusToken.Reveal() == "" || !strings.HasPrefix(cfg.Store, "redis://") {
			t.Errorf("%s: a container must listen for others on 8080, ask for a token, and keep nothing itself", path)
		}
		for _, desk := range cfg.Desks {
			if desk.Mode != "observe" {
				t.Errorf("%s: %s begins in mode %s", path, desk.Name, desk.Mode)
			}
		}
	}
}

func TestThePackagedConfigurationSaysWhatIsMissing(t *testing.T) {
	_, mistakes := config.Load("package/deskhand.yaml", os.LookupEnv)
	if len(mistakes) != 1 || !strings.Contains(mistakes[0].String(), "connectors") {
		t.Errorf("it says %v", mistakes)
	}
}

func TestPodsHaveNoRights(t *testing.T) {
	objects := manifests(t)
	for _, name := range []string{"Deployment deskhand", "Deployment deskhand-redis"} {
		pod := at(objects[name], "spec|template|spec")
		for path, want := range map[string]any{
			"automountServiceAccountToken":                            false,
			"securityContext|runAsNonRoot":                            true,
			"securityContext|seccompProfile|type":                     "RuntimeDefault",
			"containers|[0]|securityContext|allowPrivilegeEscalation": false,
			"containers|[0]|securityContext|readOnlyRootFilesystem":   true,
			"containers|[0]|securityContext|capabilities|drop|[0]":    "ALL",
		} {
			if got := at(pod, path); got != want {
				t.Errorf("%s: %s is %v, want %v", name, path, got, want)
			}
		}
		for _, path := range []string{"containers|[0]|readinessProbe", "containers|[0]|livenessProbe", "containers|[0]|resources|limits|memory"} {
			if at(pod, path) == nil {
				t.Errorf("%s has no %s", name, path)
			}
		}
	}
}

func TestSelectorsFindTheirPods(t *testing.T) {
	objects := manifests(t)
	const label = "app.kubernetes.io/name"
	for name, path := range map[string]string{
		"Deployment deskhand":          "spec|selector|matchLabels|" + label,
		"Deployment deskhand-redis":    "spec|selector|matchLabels|" + label,
		"Service deskhand":             "spec|selector|" + label,
		"Service deskhand-redis":       "spec|selector|" + label,
		"PodDisruptionBudget deskhand": "spec|selector|matchLabels|" + label,
		"NetworkPolicy deskhand":       "spec|podSelector|matchLabels|" + label,
		"NetworkPolicy deskhand-redis": "spec|podSelector|matchLabels|" + label,
	} {
		_, own, _ := strings.Cut(name, " ")
		if got := at(objects[name], path); got != own {
			t.Errorf("%s selects %v, want %s", name, got, own)
		}
		if got := at(objects["Deployment "+own], "spec|template|metadata|labels|"+label); got != own {
			t.Errorf("the pods of %s are labelled %v", own, got)
		}
	}
	if got := at(objects["Deployment deskhand"], "spec|replicas"); got != uint64(2) {
		t.Errorf("%v replicas of deskhand, want 2", got)
	}
}

func TestTheConfigMapIsMountedAsAFolderUnderItsName(t *testing.T) {
	kustomization := documents(t, "kubernetes/kustomization.yaml")[0]
	pod := at(manifests(t)["Deployment deskhand"], "spec|template|spec")
	if made, used := at(kustomization, "configMapGenerator|[0]|name"), at(pod, "volumes|[0]|configMap|name"); made != used {
		t.Errorf("the ConfigMap %v is made, %v is mounted", made, used)
	}
	if at(kustomization, "generatorOptions|disableNameSuffixHash") != true {
		t.Error("a changed configuration would start new pods")
	}
	if at(pod, "containers|[0]|volumeMounts|[0]|subPath") != nil {
		t.Error("a file mounted alone is never seen to change")
	}
}

func TestComposeServicesHaveNoRights(t *testing.T) {
	services, _ := at(documents(t, "compose/compose.yaml")[0], "services").(tree)
	for _, name := range []string{"deskhand", "redis"} {
		service := services[name]
		user, _ := at(service, "user").(string)
		if user == "" || strings.HasPrefix(user, "0") || user == "root" {
			t.Errorf("%s runs as %q", name, user)
		}
		if at(service, "read_only") != true || at(service, "cap_drop|[0]") != "ALL" || at(service, "healthcheck|test") == nil {
			t.Errorf("%s is writable, has capabilities or no health check", name)
		}
		if ports, ok := at(service, "ports|[0]").(string); ok && !strings.HasPrefix(ports, "127.0.0.1:") {
			t.Errorf("%s is open to the network at %s", name, ports)
		}
	}
}

func TestTheUnitIsHardened(t *testing.T) {
	data, err := os.ReadFile("systemd/deskhand.service")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	for _, want := range []string{
		"Type=notify", "WatchdogSec=2min", "ExecReload=/bin/kill -HUP $MAINPID", "DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes",
		"CapabilityBoundingSet=", "SystemCallFilter=@system-service", "MemoryDenyWriteExecute=yes", "RestartPreventExitStatus=64 78",
		"EnvironmentFile=-/etc/deskhand/environment", "StateDirectory=deskhand", "WorkingDirectory=/var/lib/deskhand",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("the unit has no line %s", want)
		}
	}
}

func TestPackagedFilesAreThere(t *testing.T) {
	recipe := documents(t, "package/nfpm.yaml")[0]
	contents, _ := at(recipe, "contents").([]any)
	for _, file := range contents {
		source, _ := at(file, "src").(string)
		if strings.HasPrefix(source, "${OUT}") { // built
			if at(file, "expand") != true {
				t.Errorf("%s is not expanded", source)
			}
			continue
		}
		if _, err := os.Stat(filepath.Join("..", "..", source)); err != nil {
			t.Error(err)
		}
		if target, _ := at(file, "dst").(string); strings.HasPrefix(target, "/etc/") && at(file, "type") != "config|noreplace" {
			t.Errorf("an upgrade would overwrite %s", target)
		}
	}
}
