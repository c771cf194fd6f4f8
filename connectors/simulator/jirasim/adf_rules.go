package jirasim

import (
	"regexp"
	"strings"
)

// adfRule says what a node of the Atlassian Document Format may look like.
type adfRule struct {
	attrs    string // names of attributes; "!" marks those that must be there, "/" stands between two of which one must
	children string // nodes and groups that may stand inside, each with the marks it may carry there: "codeBlock+breakout"
	least    int    // children
	most     int    // children; 0 is any number
	content  bool   // the key "content" must be there, even when empty
}

// adfGroups are names for many nodes.
var adfGroups = map[string]string{
	"@inline": "text date emoji hardBreak inlineCard mention placeholder status inlineExtension+dataConsumer+fragment " +
		"mediaInline+link+annotation+border+dataConsumer",
	"@media":     "mediaSingle+link mediaGroup",
	"@lists":     "bulletList orderedList",
	"@cards":     "blockCard embedCard",
	"@extension": "extension+dataConsumer+fragment",
	"@file":      "media+link+annotation+border+dataConsumer",
	"@nested": "paragraph+fontSize panel blockquote @lists rule heading codeBlock @media decisionList taskList table+fragment " +
		"@cards @extension",
	"@block": "paragraph+alignment+indentation+fontSize heading+alignment+indentation @media codeBlock taskList @lists decisionList rule " +
		"panel blockquote @cards @extension table+fragment expand bodiedExtension+dataConsumer+fragment",
	"@cell": "paragraph+alignment+fontSize panel blockquote @lists rule heading+alignment+indentation codeBlock @media decisionList " +
		"taskList @cards @extension nestedExpand",
	"@panel":  "paragraph+fontSize heading @lists blockCard @media codeBlock taskList rule decisionList @extension",
	"@expand": "paragraph+fontSize heading @media codeBlock @lists taskList decisionList rule panel blockquote @extension",
	"@root":   "@block codeBlock+breakout expand+breakout layoutSection+breakout syncBlock+breakout bodiedSyncBlock+breakout",
}

const (
	cellAttrs      = "colspan rowspan colwidth background localId valign"
	extensionAttrs = "extensionKey! extensionType! parameters text localId"
	panelAttrs     = "panelType! panelIcon panelIconId panelIconText panelColor localId"
)

var adfRules = map[string]adfRule{
	"doc":             {children: "@root", content: true},
	"paragraph":       {attrs: "localId", children: "@inline"},
	"heading":         {attrs: "level! localId", children: "@inline"},
	"blockquote":      {attrs: "localId", children: "paragraph @lists codeBlock @media @extension", least: 1},
	"codeBlock":       {attrs: "language uniqueId localId wrap hideLineNumbers", children: "text"},
	"panel":           {attrs: panelAttrs, children: "@panel", least: 1},
	"bulletList":      {attrs: "localId", children: "listItem", least: 1},
	"orderedList":     {attrs: "order localId", children: "listItem", least: 1},
	"listItem":        {attrs: "localId", children: "paragraph+fontSize @lists taskList mediaSingle+link codeBlock @extension", least: 1},
	"taskList":        {attrs: "localId!", children: "taskItem taskList blockTaskItem", least: 1},
	"taskItem":        {attrs: "localId! state!", children: "@inline"},
	"blockTaskItem":   {attrs: "localId! state!", children: "paragraph+fontSize @extension", least: 1},
	"decisionList":    {attrs: "localId!", children: "decisionItem", least: 1},
	"decisionItem":    {attrs: "localId! decision!", children: "@inline"},
	"table":           {attrs: "displayMode isNumberColumnEnabled layout localId width", children: "tableRow", least: 1},
	"tableRow":        {attrs: "localId", children: "tableCell tableHeader", content: true},
	"tableCell":       {attrs: cellAttrs, children: "@cell", least: 1},
	"tableHeader":     {attrs: cellAttrs, children: "@cell", least: 1},
	"expand":          {attrs: "title localId", children: "@nested nestedExpand", least: 1},
	"nestedExpand":    {attrs: "title localId", children: "@expand", least: 1},
	"layoutSection":   {attrs: "localId", children: "layoutColumn", least: 2, most: 3},
	"layoutColumn":    {attrs: "width! localId valign", children: "@block", least: 1},
	"mediaSingle":     {attrs: "localId width layout widthType", children: "@file caption", least: 1, most: 2},
	"mediaGroup":      {children: "@file", least: 1},
	"media":           {attrs: "mediaType! localId id/url! alt collection height occurrenceKey width"},
	"mediaInline":     {attrs: "mediaInlineType localId id! alt collection! occurrenceKey width height data"},
	"caption":         {attrs: "localId", children: "hardBreak mention emoji date placeholder inlineCard status text"},
	"rule":            {attrs: "localId"},
	"hardBreak":       {attrs: "break localId"},
	"mention":         {attrs: "id! localId text accessLevel userType"},
	"emoji":           {attrs: "shortName! id text localId"},
	"date":            {attrs: "timestamp! localId"},
	"status":          {attrs: "label! color! localId style"},
	"placeholder":     {attrs: "text! localId"},
	"inlineCard":      {attrs: "url/data! localId"},
	"blockCard":       {attrs: "url/data/datasource! width layout localId"},
	"embedCard":       {attrs: "url! layout! percent originalHeight originalWidth localId"},
	"extension":       {attrs: extensionAttrs + " layout"},
	"inlineExtension": {attrs: extensionAttrs},
	"bodiedExtension": {attrs: extensionAttrs + " layout", children: "@nested", least: 1},
	"syncBlock":       {attrs: "resourceId! localId!"},
	"bodiedSyncBlock": {attrs: "resourceId! localId!", children: "@block", least: 1},
	"text":            {},
}

// adfRenamed are attributes whose values differ from those of the same name elsewhere, under a name of their own above.
var adfRenamed = map[string]string{
	"hardBreak.text": "break", "decisionItem.state": "decision", "status.text": "label", "embedCard.width": "percent",
	"media.type": "mediaType", "mediaInline.type": "mediaInlineType",
}

// adfMarks says which attributes a mark has.
var adfMarks = map[string]string{
	"strong": "", "em": "", "code": "", "strike": "", "underline": "", "link": "href! title id collection occurrenceKey",
	"subsup": "type!", "textColor": "color!", "backgroundColor": "color!", "annotation": "id! annotationType!", "alignment": "align!",
	"indentation": "level!", "breakout": "mode! width", "fontSize": "fontSize!", "border": "size! color!", "dataConsumer": "sources!",
	"fragment": "localId! name",
}

var adfTextMarks = strings.Fields("strong em strike underline link subsup textColor backgroundColor annotation")
var adfCodeMarks = strings.Fields("code link annotation")

// adfValues says which values an attribute takes; those not named are any text.
var adfValues = map[string]func(any) bool{
	"level": numberFrom(1, 6), "order": numberFrom(0, 1e9), "width": numberFrom(0, 1e6), "percent": numberFrom(0, 100), "size": numberFrom(1, 3),
	"height": isNumber, "originalHeight": isNumber, "originalWidth": isNumber, "colspan": isNumber, "rowspan": isNumber,
	"wrap": isBool, "hideLineNumbers": isBool, "isNumberColumnEnabled": isBool,
	"parameters": isAnything, "data": isAnything, "datasource": isAnything, "colwidth": isList, "sources": isList,
	"break": oneOf("\n"), "timestamp": matches(`.`), "label": matches(`.`), "extensionKey": matches(`.`), "extensionType": matches(`.`),
	"panelType": oneOf("info", "note", "tip", "warning", "error", "success", "custom"), "state": oneOf("TODO", "DONE"),
	"userType": oneOf("DEFAULT", "SPECIAL", "APP"), "color": matches(`^(neutral|purple|blue|red|yellow|green|#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?)$`),
	"layout":    oneOf("wide", "full-width", "center", "wrap-right", "wrap-left", "align-end", "align-start", "default"),
	"widthType": oneOf("percentage", "pixel"), "valign": oneOf("top", "middle", "bottom"), "displayMode": oneOf("default", "fixed"),
	"mediaType": oneOf("link", "file", "external"), "mediaInlineType": oneOf("link", "file", "image"), "type": oneOf("sub", "sup"),
	"annotationType": oneOf("inlineComment"), "align": oneOf("center", "end"), "mode": oneOf("wide", "full-width"), "fontSize": oneOf("small"),
}

func isText(v any) bool     { _, ok := v.(string); return ok }
func isNumber(v any) bool   { _, ok := v.(float64); return ok }
func isBool(v any) bool     { _, ok := v.(bool); return ok }
func isList(v any) bool     { _, ok := v.([]any); return ok }
func isAnything(v any) bool { return true }

func numberFrom(least, most float64) func(any) bool {
	return func(v any) bool {
		n, ok := v.(float64)
		return ok && n >= least && n <= most
	}
}

func oneOf(words ...string) func(any) bool {
	return func(v any) bool {
		text, ok := v.(string)
		return ok && strings.Contains("\x00"+strings.Join(words, "\x00")+"\x00", "\x00"+text+"\x00")
	}
}

func matches(form string) func(any) bool {
	pattern := regexp.MustCompile(form)
	return func(v any) bool {
		text, ok := v.(string)
		return ok && pattern.MatchString(text)
	}
}
