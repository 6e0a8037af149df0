package style

// Unit is how Grafana writes a number.
type Unit string

// Bytes are powers of two, as Kubernetes counts; a rate is per second, always. Text is of columns that are no numbers.
const (
	Count          Unit = "short"
	Bytes          Unit = "bytes"
	BytesPerSecond Unit = "binBps"
	BitsPerSecond  Unit = "bps"
	Seconds        Unit = "s"
	Milliseconds   Unit = "ms"
	Nanoseconds    Unit = "ns"
	// Ratio is of 0 to 1, shown in percent.
	Ratio Unit = "percentunit"
	// Requests are of HTTP, RPC and queries, PerSecond is of everything else that is counted.
	Requests  Unit = "reqps"
	PerSecond Unit = "cps"
	// Cores are of CPU: 1 is a core in full use.
	Cores Unit = "suffix: cores"
	// Date is a moment in milliseconds, Since the time from one in milliseconds until now.
	Date  Unit = "dateTimeAsIso"
	Since Unit = "dateTimeFromNow"
	// OnOff is of 0 and 1.
	OnOff Unit = "bool_on_off"
	YesNo Unit = "bool_yes_no"
	// Text is no number.
	Text Unit = "string"
)
