// What the command line ends with, as `parity-gate --help` says.

export const PASS = 0
export const FAIL = 1
export const USAGE = 2
