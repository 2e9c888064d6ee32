//! The command line; everything lives in the library.

fn main() -> std::process::ExitCode {
    sanjeh::cli::main()
}
