package usage

import (
	"bytes"
	"testing"
)

const text = `component  container                      used MiB  request MiB  limit MiB  % of limit  restarts  used mCPU  request mCPU
loki       loki/loki                      200       240          1024       20          1         30         45
loki       total                          200       240          1024       20          1         30         45
mimir      mimir-distributor/distributor  80        64           512        16          0         12         20
mimir      mimir-ingester/ingester        300       192          none       -           0         40         25
mimir      total                          380       256          512        74          0         52         45
all        total                          580       496          1536       38          1         82         90
`

func TestTable(t *testing.T) {
	var out bytes.Buffer
	if err := WriteTable(&out, some()); err != nil {
		t.Fatal(err)
	}
	if out.String() != text {
		t.Errorf("as text\n%s\nwant\n%s", out.String(), text)
	}
}

func some() []Row {
	const mi = 1 << 20
	return []Row{
		{
			Component: "loki", Pod: "loki-0", Workload: "loki", Container: "loki", Ready: true, Restarts: 1,
			Memory: 200 * mi, MemoryRequest: 240 * mi, MemoryLimit: 1024 * mi, CPU: 30, CPURequest: 45,
		},
		{
			Component: "mimir", Pod: "mimir-distributor-x", Workload: "mimir-distributor", Container: "distributor", Ready: true,
			Memory: 80 * mi, MemoryRequest: 64 * mi, MemoryLimit: 512 * mi, CPU: 12, CPURequest: 20,
		},
		{
			Component: "mimir", Pod: "mimir-ingester-0", Workload: "mimir-ingester", Container: "ingester", Ready: true,
			Memory: 300 * mi, MemoryRequest: 192 * mi, CPU: 40, CPURequest: 25,
		},
	}
}
