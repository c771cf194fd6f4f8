// Package people tries, on a simulated desk of every kind, that people have the last word: what they take off stays off, what they put
// on stays on, what they are working on is left alone, what they save meanwhile is kept, and no flood comes without their leave.
package people
