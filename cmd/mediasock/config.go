package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A setting is a flag's value and where it comes from.
type setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"`
}

// settle gives each flag of cmd that was not set on the command line its value
// from the environment (--base-url is MEDIASOCK_BASE_URL), else from the
// configuration file (base-url = "…"), and returns what stands in the end and
// why.
func (p *program) settle(cmd *cobra.Command) ([]setting, error) {
	name, err := p.configFile(cmd)
	if err != nil {
		return nil, err
	}
	file, err := readConfig(name, func(flag string) bool { return hasFlag(cmd.Root(), flag) })
	if err != nil {
		return nil, err
	}
	var settings []setting
	var wrong error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Name == "version" || wrong != nil {
			return
		}
		source, err := p.settleFlag(f, name, file)
		if err != nil {
			wrong = usageError(err)
			return
		}
		settings = append(settings, setting{f.Name, flagText(f.Value), source})
	})
	sort.Slice(settings, func(i, j int) bool { return settings[i].Name < settings[j].Name })
	return settings, wrong
}

// settleFlag finds f's value and returns its source.
func (p *program) settleFlag(f *pflag.Flag, fileName string, file map[string]string) (source string, err error) {
	if f.Changed {
		return "flag --" + f.Name, nil
	}
	variable := "MEDIASOCK_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
	value, source := p.getenv(variable), "environment "+variable
	if f.Name == "config" {
		value = "" // MEDIASOCK_CONFIG is the directory; the file in it has been found already
	}
	if value == "" {
		value, source = file[f.Name], "file "+fileName
	}
	if value == "" {
		return "default", nil
	}
	if err := f.Value.Set(value); err != nil {
		return "", fmt.Errorf("%s: %s %q: %w", source, f.Name, value, err)
	}
	return source, nil
}

// configFile returns the name of the configuration file: --config, else
// mediasock.toml in the configuration directory. Only the first must exist.
func (p *program) configFile(cmd *cobra.Command) (string, error) {
	if p.config != "" {
		if _, err := os.Stat(p.config); err != nil {
			return "", usageError(fmt.Errorf("--config: %w", err))
		}
		return p.config, nil
	}
	dir, err := p.configDir()
	if err != nil {
		return "", nil // a machine without a home directory has no file
	}
	return filepath.Join(dir, "mediasock.toml"), nil
}

// readConfig reads a TOML file of flag names. A name that is no flag of any
// verb is an error, so that a slip of the pen is not passed over.
func readConfig(name string, known func(flag string) bool) (map[string]string, error) {
	text, err := os.ReadFile(name)
	if name == "" || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var values map[string]any
	if err := toml.Unmarshal(text, &values); err != nil {
		return nil, usageError(fmt.Errorf("%s: %w", name, err))
	}
	settings := make(map[string]string, len(values))
	for key, value := range values {
		if !known(key) {
			return nil, usageError(fmt.Errorf("%s: unknown setting %q", name, key))
		}
		settings[key] = settingText(value)
	}
	return settings, nil
}

// hasFlag reports whether cmd or a verb below it has the flag.
func hasFlag(cmd *cobra.Command, name string) bool {
	if cmd.Flags().Lookup(name) != nil || cmd.PersistentFlags().Lookup(name) != nil {
		return true
	}
	for _, c := range cmd.Commands() {
		if hasFlag(c, name) {
			return true
		}
	}
	return false
}

// flagText returns a flag's value as it would be typed.
func flagText(v pflag.Value) string {
	if list, ok := v.(pflag.SliceValue); ok {
		return strings.Join(list.GetSlice(), ",")
	}
	return v.String()
}

// settingText writes a TOML value as it would stand in a flag; a list is joined
// by commas.
func settingText(value any) string {
	list, ok := value.([]any)
	if !ok {
		return fmt.Sprint(value)
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = fmt.Sprint(v)
	}
	return strings.Join(texts, ",")
}

// configDir returns the directory of the client's state: MEDIASOCK_CONFIG, else
// the platform's.
func (p *program) configDir() (string, error) {
	if dir := p.getenv("MEDIASOCK_CONFIG"); dir != "" {
		return dir, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "mediasock"), nil
}

// dataDir returns the platform's directory for the data of programs.
func (p *program) dataDir() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "mediasock-data"
	}
	switch runtime.GOOS {
	case "windows":
		if dir := p.getenv("LocalAppData"); dir != "" {
			return filepath.Join(dir, "mediasock")
		}
		return filepath.Join(home, "AppData", "Local", "mediasock")
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "mediasock")
	}
	if dir := p.getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "mediasock")
	}
	return filepath.Join(home, ".local", "share", "mediasock")
}
