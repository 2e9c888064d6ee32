//! Figures for paper: SVG to PNG and PDF with the bundled typefaces.

use super::lettering::{ROBOTO, VAZIRMATN, VAZIRMATN_BOLD};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::geom::Size;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Tree, fontdb::Database};
use std::sync::{Arc, OnceLock};

/// Why a figure could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the figure is not a drawing that can be rendered: {0}")]
    Svg(#[from] usvg::Error),
    #[error("a figure of {width} × {height} pixels is too large; choose a lower resolution")]
    TooLarge { width: u32, height: u32 },
    #[error("the picture could not be encoded: {0}")]
    Png(String),
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}

/// Pixels of the drawing in one inch, as SVG defines them.
const DRAWN_DPI: f32 = 96.0;
/// Longer sides are refused: the picture would take gigabytes.
const LONGEST_SIDE: u32 = 30_000;

/// A PNG picture at `dpi` dots per inch.
pub fn svg_to_png(svg: &str, dpi: u32) -> Result<Vec<u8>, Error> {
    let tree = tree(svg)?;
    let scale = dpi as f32 / DRAWN_DPI;
    let (width, height) = (
        (tree.size().width() * scale).ceil() as u32,
        (tree.size().height() * scale).ceil() as u32,
    );
    let fits = width <= LONGEST_SIDE && height <= LONGEST_SIDE;
    let canvas = if fits {
        Pixmap::new(width, height)
    } else {
        None
    };
    let mut canvas = canvas.ok_or(Error::TooLarge { width, height })?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut canvas.as_mut(),
    );
    canvas
        .encode_png()
        .map_err(|error| Error::Png(error.to_string()))
}

/// A PDF page of the drawing's size; text stays text. The same drawing gives the same bytes.
pub fn svg_to_pdf(svg: &str) -> Result<Vec<u8>, Error> {
    let tree = tree(svg)?;
    let points = 72.0 / DRAWN_DPI;
    let (width, height) = (tree.size().width() * points, tree.size().height() * points);
    let refused = || Error::Pdf("the page has no size".to_owned());
    let size = Size::from_wh(width, height).ok_or_else(refused)?;
    let mut document = Document::new_with(SerializeSettings {
        xmp_metadata: false,
        ..SerializeSettings::default()
    });
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    surface
        .draw_svg(&tree, size, SvgSettings::default())
        .ok_or_else(refused)?;
    surface.finish();
    page.finish();
    document
        .finish()
        .map_err(|error| Error::Pdf(format!("{error:?}")))
}

/// The drawing with its text shaped in the bundled typefaces.
pub fn tree(svg: &str) -> Result<Tree, Error> {
    let options = usvg::Options {
        fontdb: fonts(),
        font_family: "Vazirmatn".to_owned(),
        ..usvg::Options::default()
    };
    Ok(Tree::from_str(svg, &options)?)
}

/// The typefaces, read when the first figure is made; fonts of the machine are never used.
fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let load = || {
        let mut fonts = Database::new();
        [VAZIRMATN, VAZIRMATN_BOLD, ROBOTO]
            .into_iter()
            .for_each(|font| fonts.load_font_data(font.to_vec()));
        fonts.set_sans_serif_family("Vazirmatn");
        Arc::new(fonts)
    };
    Arc::clone(FONTS.get_or_init(load))
}
