package usage

import "testing"

func TestQuantity(t *testing.T) {
	for text, want := range map[string]float64{
		"": 0, "0": 0, "128Mi": 134217728, "1Gi": 1073741824, "2560000k": 2560000000, "64Ki": 65536, "1500M": 1.5e9,
		"1G": 1e9, "2Ti": 2199023255552, "1E": 1e18, "1e3": 1000, "1.5Gi": 1610612736, "134217728": 134217728, "0.5": 0.5, "2": 2,
		"250m": 0.25,
	} {
		got, err := quantity(text)
		if err != nil || got != want {
			t.Errorf("quantity(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"Mi", "128 Mi", "128MiB", "-1", "0x10", "1_000", "inf", "NaN", "many"} {
		if got, err := quantity(text); err == nil {
			t.Errorf("quantity(%q) = %v, want an error", text, got)
		}
	}
}

func TestMillicores(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "100m": 100, "0.07": 70, "2": 2000, "1500u": 2, "570m": 570, "12500000n": 13} {
		got, err := toMillicores(text)
		if err != nil || got != want {
			t.Errorf("toMillicores(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
}

func TestBytesRoundUp(t *testing.T) {
	if got, err := toBytes("100m"); err != nil || got != 1 {
		t.Errorf("a tenth of a byte is %d, %v", got, err)
	}
}
