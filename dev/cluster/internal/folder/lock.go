package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A lock by fcntl: the system drops it with the process, however that ends, no child inherits it, and the system itself names the
// holder's process. So a process is only ever ended when the system says that it holds this folder, never by a number in a file alone.

// Lock takes the folder for this process, until it ends. False when another process has it.
func (f Folder) Lock() (bool, error) {
	file, err := os.OpenFile(f.lock(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false, err
	}
	// The file is never closed: closing it would drop the lock.
	held = append(held, file)
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: int16(0)}
	err = syscall.FcntlFlock(file.Fd(), syscall.F_SETLK, &lock)
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
		return false, nil
	}
	return err == nil, err
}

// Holder is the process that has the folder; 0 when nobody has it.
func (f Folder) Holder() (int, error) {
	file, err := os.OpenFile(f.lock(), os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer file.Close()
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: int16(0)}
	if err := syscall.FcntlFlock(file.Fd(), syscall.F_GETLK, &lock); err != nil {
		return 0, err
	}
	if lock.Type == syscall.F_UNLCK {
		return 0, nil
	}
	return int(lock.Pid), nil
}

func (f Folder) lock() string { return filepath.Join(f.path, "lock") }

var held []*os.File
