package jirasim

import (
	"fmt"
	"slices"
	"strings"
)

// checkADF reports why a value is no document that Jira takes: the published schema, and no line break inside a text, which Jira
// refuses although the schema does not.
func checkADF(v any) error {
	doc, ok := v.(object)
	if !ok || doc["type"] != "doc" {
		return fmt.Errorf("a document must be an object of type doc")
	}
	if doc["version"] != float64(1) {
		return fmt.Errorf("the version must be 1")
	}
	rest := with(doc, nil)
	delete(rest, "version")
	return checkNode(rest, nil)
}

// checkNode checks a node that may carry the marks.
func checkNode(node object, marks []string) error {
	kind, _ := node["type"].(string)
	rule, known := adfRules[kind]
	if !known {
		return fmt.Errorf("unknown node %q", kind)
	}
	for key := range node {
		allowed := key == "type" || key == "marks" || key == "text" && kind == "text" ||
			key == "attrs" && rule.attrs != "" || key == "content" && rule.children != ""
		if !allowed {
			return fmt.Errorf("%s: unknown key %q", kind, key)
		}
	}
	if kind == "text" {
		if text, _ := node["text"].(string); text == "" {
			return fmt.Errorf("a text must not be empty")
		}
	}
	if err := checkAttrs(kind, rule.attrs, node["attrs"]); err != nil {
		return err
	}
	if err := checkMarks(kind, marks, node["marks"]); err != nil {
		return err
	}
	return checkContent(kind, rule, node)
}

func checkAttrs(kind, names string, given any) error {
	attrs, ok := given.(object)
	if given != nil && !ok {
		return fmt.Errorf("%s: attrs must be an object", kind)
	}
	allowed := map[string]bool{}
	for _, name := range strings.Fields(names) {
		either, needed := strings.CutSuffix(name, "!")
		found := false
		for _, one := range strings.Split(either, "/") {
			allowed[one] = true
			found = found || slices.ContainsFunc(sortedKeys(attrs), func(key string) bool { return attrName(kind, key) == one })
		}
		if needed && !found {
			return fmt.Errorf("%s: attribute %q is missing", kind, either)
		}
	}
	for key, value := range attrs {
		name := attrName(kind, key)
		fits := isText
		if own, listed := adfValues[name]; listed {
			fits = own
		}
		if !allowed[name] && !allowed[key] || !fits(value) {
			return fmt.Errorf("%s: attribute %q is not allowed or has a wrong value", kind, key)
		}
	}
	return nil
}

func attrName(kind, key string) string {
	if renamed, ok := adfRenamed[kind+"."+key]; ok {
		return renamed
	}
	return key
}

func checkMarks(kind string, allowed []string, given any) error {
	marks, ok := given.([]any)
	if given != nil && !ok {
		return fmt.Errorf("%s: marks must be a list", kind)
	}
	for _, m := range marks {
		mark, ok := m.(object)
		name, _ := mark["type"].(string)
		attrs, known := adfMarks[name]
		if !ok || !known || !slices.Contains(allowed, name) {
			return fmt.Errorf("%s: mark %q is not allowed here", kind, name)
		}
		if name == "code" {
			allowed = adfCodeMarks
		}
		if err := checkAttrs("mark "+name, attrs, mark["attrs"]); err != nil {
			return err
		}
	}
	for _, m := range marks {
		if name, _ := m.(object)["type"].(string); !slices.Contains(allowed, name) {
			return fmt.Errorf("%s: mark %q does not go with code", kind, name)
		}
	}
	return nil
}

func checkContent(kind string, rule adfRule, node object) error {
	given, there := node["content"]
	children, ok := given.([]any)
	if there && !ok || !there && (rule.content || rule.least > 0) {
		return fmt.Errorf("%s: content must be a list", kind)
	}
	if len(children) < rule.least || rule.most > 0 && len(children) > rule.most {
		return fmt.Errorf("%s: %d children are not allowed", kind, len(children))
	}
	allowed := adfChildren[kind]
	for _, child := range children {
		node, ok := child.(object)
		name, _ := node["type"].(string)
		marks, fits := allowed[name]
		if !ok || !fits {
			return fmt.Errorf("%s: no %q may stand here", kind, name)
		}
		if name == "text" && kind != "codeBlock" {
			if text, _ := node["text"].(string); strings.Contains(text, "\n") {
				return fmt.Errorf("a text must not hold line breaks")
			}
			marks = append(slices.Clone(adfTextMarks), "code")
		}
		if err := checkNode(node, marks); err != nil {
			return err
		}
	}
	return nil
}

// adfChildren holds for each node which others may stand inside, and with which marks.
var adfChildren = func() map[string]map[string][]string {
	all := map[string]map[string][]string{}
	for kind, rule := range adfRules {
		children := map[string][]string{}
		spellOut(rule.children, children)
		all[kind] = children
	}
	return all
}()

func spellOut(names string, children map[string][]string) {
	for _, name := range strings.Fields(names) {
		if group, is := adfGroups[name]; is {
			spellOut(group, children)
			continue
		}
		parts := strings.Split(name, "+")
		children[parts[0]] = append(children[parts[0]], parts[1:]...)
	}
}
