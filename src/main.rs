//! `cetakd`: the daemon and its command line.

fn main() -> std::process::ExitCode {
    cetakd::cli::main()
}
