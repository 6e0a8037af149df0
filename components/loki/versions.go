package loki

import "fmt"

// What Loki's writes to S3 carry, by release: 3.6.0 lost their checksum (grafana/loki#20088), its first return as a trailer
// (#21849) is what many stores refuse, and 3.6.16 and 3.7.7 are right.
const (
	// lastWithout is the last release of 3.6 that sends none: a bucket with Object Lock, and any store that asks for one, refuses
	// every write.
	lastWithout = 10
	// firstBroken to lastBroken of 3.6, and all of 3.7 up to lastBroken37, send one that stores refuse.
	firstBroken, lastBroken, lastBroken37 = 11, 15, 6
)

// skipped says whether no store should be given to that release.
func skipped(version string) bool {
	minor, patch := release(version)
	return minor == 6 && patch >= firstBroken && patch <= lastBroken || minor == 7 && patch <= lastBroken37
}

// WithoutChecksum says whether that release sends no checksum with what it writes to S3.
func WithoutChecksum(version string) bool {
	minor, patch := release(version)
	return minor == 6 && patch <= lastWithout
}

// release reads 3.<minor>.<patch>; of any other text both are -1.
func release(version string) (minor, patch int) {
	if n, err := fmt.Sscanf(version, "3.%d.%d", &minor, &patch); err != nil || n != 2 {
		return -1, -1
	}
	return minor, patch
}
