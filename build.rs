//! Embeds `faq/` and `seeds/` into the binary, so that a copied binary answers on its own.

use std::fmt::Write;
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
    let model = model_hash(&root)?;
    println!("cargo::rustc-env=PRISTAN_MODEL={model:016x}");
    println!("cargo::rustc-env=PRISTAN_BUILD={:016x}", source_hash(&root)? ^ model.rotate_left(1));
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

/// A hash of what the program knows of languages: vectors of texts that another model made are not for this one. Those
/// that are shipped beside it are made by it, and no part of it; names of the world have no part in vectors.
fn model_hash(root: &Path) -> io::Result<u64> {
    println!("cargo::rerun-if-changed=model");
    let mut files = files_below(&root.join("model"))?;
    let apart = ["vectors.bin", "names.bin"];
    let part = |path: &Path| {
        path.extension().is_some_and(|ending| ending == "bin") && !apart.iter().any(|name| path.ends_with(name))
    };
    files.retain(|path| part(path));
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        // By words of eight bytes: there are tens of megabytes, and this program is not optimised.
        for word in fs::read(file)?.chunks(8) {
            let word = word.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
            hash = (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
        }
    }
    Ok(hash)
}

/// A hash of the program's source and of the names it knows: what an older build learnt from a base is not for this one.
fn source_hash(root: &Path) -> io::Result<u64> {
    println!("cargo::rerun-if-changed=src");
    let mut files = files_below(&root.join("src"))?;
    files.push(root.join("model/names/names.bin"));
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in files.iter().map(fs::read).collect::<io::Result<Vec<_>>>()?.iter().flatten() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    Ok(hash)
}

/// Every file of a folder and of those in it, in the order of their paths.
fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}
