// Package draw makes a picture of a dashboard's layout, to look at without Grafana: rows, panels with title, kind, unit, size and
// legends.
package draw

import (
	"fmt"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// A column of the grid and a step of its height, a letter and a line, in pixels.
const (
	column, step = 56, 24
	letter, line = 7, 15
)

// Colours, as red, green and blue.
type rgb uint32

const (
	paper  rgb = 0x111217
	box    rgb = 0x1e2026
	white  rgb = 0xdcdee4
	grey   rgb = 0x8c9098
	blue   rgb = 0x6e9fff
	yellow rgb = 0xf0c85a
)

// RGBA makes it one of Go's colours.
func (c rgb) RGBA() (r, g, b, a uint32) {
	return color.RGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 255}.RGBA()
}

// PNG writes the picture of a dashboard into a directory.
func PNG(d dashboard.Dashboard, dir string) error {
	bottom := uint32(0)
	for _, p := range d.Panels {
		at := grid(p)
		bottom = max(bottom, at.Y+at.H)
	}
	const top = 3 * line
	img := image.NewRGBA(image.Rect(0, 0, 24*column, top+int(bottom)*step+step))
	stddraw.Draw(img, img.Bounds(), image.NewUniform(paper), image.Point{}, stddraw.Src)
	write(img, 8, 18, fmt.Sprintf("%s   (%s)   %s", *d.Title, *d.Uid, variables(d)), white)
	write(img, 8, 36, cut(*d.Description, 24*column), grey)
	for _, p := range d.Panels {
		at := grid(p)
		area := image.Rect(int(at.X)*column, top+int(at.Y)*step, int(at.X+at.W)*column, top+int(at.Y+at.H)*step)
		if p.RowPanel != nil {
			write(img, area.Min.X+8, area.Min.Y+17, "v "+*p.RowPanel.Title, yellow)
			continue
		}
		one(img, area.Inset(2), p.Panel)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(dir, *d.Uid+".png"))
	if err != nil {
		return err
	}
	defer file.Close()
	return png.Encode(file, img)
}

func grid(p dashboard.PanelOrRowPanel) dashboard.GridPos {
	if p.RowPanel != nil {
		return *p.RowPanel.GridPos
	}
	return *p.Panel.GridPos
}

func variables(d dashboard.Dashboard) string {
	var names []string
	for _, v := range d.Templating.List {
		if v.Hide == nil || *v.Hide == dashboard.VariableHideDontHide {
			names = append(names, "["+v.Name+"]")
		}
	}
	return strings.Join(names, " ")
}

// one draws a panel: its title, what it is, its legends, and why it may be empty.
func one(img *image.RGBA, area image.Rectangle, p *dashboard.Panel) {
	stddraw.Draw(img, area, image.NewUniform(box), image.Point{}, stddraw.Src)
	y, low := area.Min.Y+line, area.Max.Y-4
	say := func(text string, c color.Color) {
		if y <= low {
			write(img, area.Min.X+6, y, cut(text, area.Dx()-12), c)
		}
		y += line
	}
	say(*p.Title, white)
	unit := "-"
	if p.FieldConfig != nil && p.FieldConfig.Defaults.Unit != nil {
		unit = *p.FieldConfig.Defaults.Unit
	}
	links := len(p.Links)
	if p.FieldConfig != nil {
		links += len(p.FieldConfig.Defaults.Links)
	}
	say(fmt.Sprintf("%s %s %dx%d links:%d", p.Type, unit, p.GridPos.W, p.GridPos.H, links), blue)
	for _, text := range legends(p) {
		say(text, grey)
	}
	if p.FieldConfig != nil && p.FieldConfig.Defaults.NoValue != nil {
		say("empty: "+*p.FieldConfig.Defaults.NoValue, yellow)
	}
}

func cut(text string, width int) string {
	if most := width / letter; len(text) > most && most > 2 {
		return text[:most-2] + ".."
	}
	return text
}

func write(img *image.RGBA, x, y int, text string, c color.Color) {
	drawer := font.Drawer{Dst: img, Src: image.NewUniform(c), Face: basicfont.Face7x13, Dot: fixed.P(x, y)}
	drawer.DrawString(text)
}
