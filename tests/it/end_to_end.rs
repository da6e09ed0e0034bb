//! The whole station on real parts: the daemon as a process, the command line, a real pcscd, and
//! simulated printers, chips and source behind their real protocols. After each sentence the books
//! are compared with what is physically there.

mod chips;
mod counter;
mod courier;
mod inspect;
mod killed;
mod lanes;
mod printers;
mod records;
