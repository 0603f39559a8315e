//! Bytes to text: UTF-8, UTF-16 with and without its mark, and the one-byte encodings that spreadsheets still save in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// So many of a hundred bytes are zero in UTF-16 of any language that has spaces; none is in other encodings of text.
const ZEROS: usize = 2;

/// The text of bytes, and the encoding that they are in.
///
/// # Errors
/// When the bytes are no text in any encoding that is known here.
pub fn decode(bytes: &[u8]) -> Result<(String, &'static str), String> {
    let encoding = encoding_of(bytes);
    let (text, used, broken) = encoding.decode(bytes);
    let zeros = text.contains('\0');
    if zeros || (broken && used == UTF_8) {
        return Err("is no text; save it as text in UTF-8".to_owned());
    }
    Ok((text.into_owned(), used.name()))
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if (even + odd) * 100 > bytes.len() * ZEROS {
        return if odd > even { UTF_16LE } else { UTF_16BE };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_in_whatever_they_were_saved_in() {
        let russian = "Вопрос;Ответ\nГде поменять деньги?;В банке у порта, с девяти до пяти.\n";
        let turkish = "Soru;Cevap\nDöviz bürosu nerede açık?;Çarşıda, iskelenin yanında; pazar günü kapalı değil.\n";
        let english = "Question;Answer\nWhere is the café?;At the pier – it’s open daily.\n";
        for text in [russian, turkish, english] {
            let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
            assert_eq!(decode(text.as_bytes()).unwrap().0, text);
            assert_eq!(decode(format!("\u{feff}{text}").as_bytes()).unwrap().0, text);
            assert_eq!(decode(&wide(u16::to_le_bytes)).unwrap().0, text);
            assert_eq!(decode(&wide(u16::to_be_bytes)).unwrap().0, text);
        }
        for (text, encoding) in [
            (russian, encoding_rs::WINDOWS_1251),
            (turkish, encoding_rs::WINDOWS_1254),
            (english, encoding_rs::WINDOWS_1252),
        ] {
            assert_eq!(decode(&encoding.encode(text).0).unwrap(), (text.to_owned(), encoding.name()));
        }
        assert!(decode(b"PK\x03\x04\x00\x00\x00\x00\x08\x00").is_err());
    }
}
