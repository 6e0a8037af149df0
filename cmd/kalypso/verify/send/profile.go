package send

import "time"

// ProfileType is what Pyroscope calls the type of the profile that is sent.
const ProfileType = "process_cpu:cpu:nanoseconds:cpu:nanoseconds"

// Frame is the only function in the profile.
func (r Run) Frame() string { return "kalypso_proof_" + r.ID }

// Profile is one second on the CPU, in one stack: profiles v1development v0.2.0, which Pyroscope 1.18.0 reads. Everything
// in it refers to the dictionary's tables, whose first entries mean nothing.
func (r Run) Profile() []byte {
	const samples, count, cpu, nanoseconds, frame = 1, 2, 3, 4, 5
	dictionary := object{
		"stringTable":    []string{"", "samples", "count", "cpu", "nanoseconds", r.Frame()},
		"mappingTable":   []object{{}},
		"functionTable":  []object{{}, {"nameStrindex": frame}},
		"locationTable":  []object{{}, {"lines": []object{{"functionIndex": 1}}}},
		"stackTable":     []object{{}, {"locationIndices": []int{1}}},
		"linkTable":      []object{{}},
		"attributeTable": []object{{}},
	}
	profile := object{
		"timeUnixNano": nanos(r.At), "durationNano": time.Second.Nanoseconds(),
		"sampleType": object{"typeStrindex": samples, "unitStrindex": count},
		"periodType": object{"typeStrindex": cpu, "unitStrindex": nanoseconds},
		"period":     (10 * time.Millisecond).Nanoseconds(),
		"samples":    []object{{"stackIndex": 1, "values": []int{100}}},
	}
	return encode(object{
		"resourceProfiles": []object{{
			"resource":      resource(Service, attribute("k8s.cluster.name", r.Cluster)),
			"scopeProfiles": []object{{"scope": scope(), "profiles": []object{profile}}},
		}},
		"dictionary": dictionary,
	})
}
