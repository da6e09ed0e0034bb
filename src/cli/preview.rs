//! `cetakd preview`: both faces and a true-size proof, for synthetic people only.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use serde_json::json;

use super::status::read_nik;
use super::{Context, Ended};
use crate::control::{Done, Request};
use crate::text::say;

#[derive(Debug, Args)]
pub struct Preview {
    /// NIK, 16 digits; `-` or nothing reads it from standard input.
    nik: Option<String>,
    /// Folder for front.png, back.png and proof.pdf.
    #[arg(long, default_value = ".")]
    out: PathBuf,
}

impl Preview {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let nik = read_nik(self.nik.as_deref())?;
        let done = context.ask(&Request::Preview { nik })?;
        let Done::Previewed { front_png, back_png, proof_pdf } = done else { return Ok(()) };
        std::fs::create_dir_all(&self.out).map_err(|error| Ended::file(&self.out, &error))?;
        let mut files = Vec::new();
        for (name, content) in
            [("front.png", front_png), ("back.png", back_png), ("proof.pdf", proof_pdf)]
        {
            let path = self.out.join(name);
            write(&path, &content)?;
            files.push(path.display().to_string());
        }
        context.output.data(&json!({ "files": files }));
        for path in &files {
            context.output.line(path);
        }
        context.output.say(&say(
            "Pratinjau dibuat; izin cetak sudah dikembalikan.",
            "Preview made; the lease went back.",
        ));
        Ok(())
    }
}

fn write(path: &Path, base64: &str) -> Result<(), Ended> {
    let bytes = STANDARD.decode(base64).map_err(std::io::Error::other);
    let written = bytes.and_then(|bytes| std::fs::write(path, bytes));
    written.map_err(|error| Ended::file(path, &error))
}
