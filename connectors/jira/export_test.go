package jira

// TextADF is what a note becomes on Cloud.
var TextADF = textADF
