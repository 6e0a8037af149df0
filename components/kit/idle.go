package kit

// Idle is a place in a chart's values that the chart takes and does not look at, as it runs here.
type Idle struct {
	// Path is the place, from the root of the values.
	Path []string
	// Needs are switches, or lists, elsewhere in the values, any of which has the place read; nil if nothing does.
	Needs [][]string
	// Why says what to do instead.
	Why string
}

// Written reports whether the values say something there.
func (i Idle) Written(values map[string]any) bool { return Lookup(values, i.Path...) != nil }

// Read reports whether these values have the place read.
func (i Idle) Read(values map[string]any) bool {
	for _, place := range i.Needs {
		found := Lookup(values, place...)
		if list, isList := found.([]any); found == true || isList && len(list) > 0 {
			return true
		}
	}
	return false
}
