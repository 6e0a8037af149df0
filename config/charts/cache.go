package charts

import (
	"os"
	"path/filepath"
)

// UserCache returns the directory in which all projects of this user keep verified archives; "" where there is none.
func UserCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "kalypso", "charts")
}

// cache keeps archives by their digest, so that they outlive their sources. "" keeps none.
type cache string

func (c cache) file(sum string) string { return filepath.Join(string(c), sum+".tgz") }

// get returns the archive with that digest, if it is there and whole.
func (c cache) get(sum string) ([]byte, bool) {
	if c == "" || sum == "" {
		return nil, false
	}
	return read(c.file(sum), sum)
}

// put keeps an archive that has that digest. A cache that cannot be written costs a later download, and no update.
func (c cache) put(sum string, data []byte) {
	if _, kept := c.get(sum); kept || c == "" || sum == "" {
		return
	}
	_ = writeFile(c.file(sum), data)
}
