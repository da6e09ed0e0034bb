//! Why a record or a face is not taken, in Indonesian, by the codes of `record` and `face`: what
//! those rooms say themselves is English, for the log.

/// By `RecordRefusal::code`.
pub fn record(code: &str) -> &'static str {
    match code {
        "PRR-01" => "terlalu besar",
        "PRR-02" => "tidak bertanda tangan",
        "PRR-03" => "penanda tangannya tidak dikenal stasiun ini",
        "PRR-04" => "tanda tangannya salah, rekaman diubah orang",
        "PRR-05" | "PRR-06" => "isinya tidak menurut perjanjian",
        "PRR-07" => "izin cetaknya untuk stasiun lain",
        "PRR-08" => "izin cetaknya untuk pekerjaan lain",
        "PRR-09" => "rekaman ini milik orang lain",
        "PRR-10" => "izin cetaknya kedaluwarsa",
        "PRR-11" => "izin cetaknya bertanggal nanti; salah satu jam keliru",
        "PRR-12" => "statusnya bukan siap cetak",
        "PRR-13" => "statusnya tidak dikenal",
        "PRR-14" => "fotonya tidak ada",
        "PRR-15" => "gambar tanda tangannya tidak ada",
        "PRR-16" => "ada isian yang kosong",
        "PRR-17" => "jumlah sidik jarinya bukan dua",
        "PRR-18" | "PRR-19" => "gambarnya tidak terbaca",
        "PRR-20" => "gambarnya terlalu besar",
        "PRR-21" => "biodatanya tidak dapat ditulis di kartu",
        "PRR-22" => "penanda tangan data chip tidak dikenal stasiun ini",
        _ => "sebabnya ada di log",
    }
}

/// By `FaceError::code`.
pub fn face(code: &str) -> &'static str {
    match code {
        "FACE-01" => "resolusi pencetak tidak didukung",
        "FACE-02" => "fon bawaan rusak",
        "FACE-03" => "tata letaknya rusak",
        "FACE-04" => "ada huruf yang tidak ada dalam fon",
        "FACE-05" => "ada isian yang terlalu panjang",
        "FACE-06" => "ada isian yang tidak muat di kotaknya",
        "FACE-07" => "fotonya tidak dapat dipakai",
        "FACE-08" => "gambar tanda tangannya tidak dapat dipakai",
        _ => "sebabnya ada di log",
    }
}
