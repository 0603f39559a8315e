//! Embeds `faq/` and `seeds/` into the binary, so that a copied binary answers on its own.

use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for folder in ["faq", "faq/languages", "seeds"] {
        println!("cargo::rerun-if-changed={folder}");
        list(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut code =
        String::from("/// Path inside the base and text of every file.\npub const FILES: &[(&str, &str)] = &[\n");
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let inside = file.strip_prefix(&root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        writeln!(code, "    ({inside:?}, include_str!({:?})),", file.to_string_lossy()).map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    println!("cargo::rustc-env=PRISTAN_BUILD={:016x}", source_hash(&root)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("embedded.rs");
    // Written only when different: an unchanged base must not make the crate compile anew.
    if fs::read_to_string(&out).ok().as_deref() != Some(&code) {
        fs::write(out, code)?;
    }
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let kept = path.extension().is_some_and(|ending| ending == "toml" || ending == "txt" || ending == "md");
        if path.is_file() && kept {
            files.push(path);
        }
    }
    Ok(())
}

/// A hash of the program's source and models: what an older build learnt from a base is not for this one.
fn source_hash(root: &Path) -> io::Result<u64> {
    println!("cargo::rerun-if-changed=src");
    let mut files = Vec::new();
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let mut parts = files.iter().map(fs::read).collect::<io::Result<Vec<_>>>()?;
    parts.push(head(&root.join("model/encoder/encoder.bin"), ENCODER_HEAD)?);
    parts.push(head(&root.join("sense/sense.bin"), u64::MAX)?);
    // Eight bytes at a time: build scripts are not optimised, and the table has fifteen million.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in &parts {
        for eight in part.chunks(8) {
            let mut word = [0; 8];
            word[..eight.len()].copy_from_slice(eight);
            hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
        }
    }
    Ok(hash)
}

/// Magic and hash of the rest: changes with any byte of the file (`model/encoder/FORMAT.md`).
const ENCODER_HEAD: u64 = 40;

/// The beginning of a model file; nothing when a build goes without it.
fn head(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    println!("cargo::rerun-if-changed={}", path.display());
    let mut found = Vec::new();
    match fs::File::open(path) {
        Ok(file) => file.take(most).read_to_end(&mut found)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => return Err(error),
    };
    Ok(found)
}
