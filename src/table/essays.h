#ifndef REDQUILL_TABLE_ESSAYS_H_
#define REDQUILL_TABLE_ESSAYS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "table/reader.h"

namespace redquill::table {

/// Which columns hold what. An empty name is looked for under the names that the published data
/// sets use, in this order; one that was given has to exist.
///
///     text    full_text, essay, text, essay_text
///     id      essay_id, id, text_id, essay_id_comp
///     score   score, holistic_essay_score, domain1_score
///     prompt  prompt_name, essay_set, prompt
///
/// Traits are looked for under the names given alone.
struct ColumnNames {
  std::string text, id, score, prompt;
  std::vector<std::string> traits = {};
};

/// What has to be there beside the text; else its absence is no error.
struct Required {
  bool id = false;
  bool score = false;
  bool prompt = false;
};

/// One essay of a table, a folder or a file.
struct EssayRow {
  std::string id;      ///< As in the table; the number of the row from 1 without such a column; a
                       ///< file's name without .txt.
  std::string text;    ///< As given; text::ReadEssay checks it.
  std::string prompt;  ///< Empty if not known.
  std::optional<double> score;                ///< The human score; nothing where the cell is empty.
  std::vector<std::optional<double>> traits;  ///< The same of each trait, in the order of names.
  uint64_t line = 0;  ///< Where it begins in the table; 0 for a file of its own.
  /// Set where this essay alone can't be read (see Row::error, a score that is no number, a file
  /// without permission); id is still the best name known for it.
  std::optional<Error> error;
};

/// Reads essays one by one, in constant memory, from
/// - a table (.csv, .tsv, .jsonl, .ndjson): one essay a record;
/// - any other file, or the standard input ("-" without `format`): one essay. Files that are surely
///   no text (.docx, .xlsx, .pdf, .zip and the like) are refused with what to do;
/// - a folder: each .txt file right in it is an essay, in byte order of the names.
/// One thread at a time.
class EssayReader {
 public:
  virtual ~EssayReader() = default;
  /// False at the end; an error ends the reading (see Reader::Next).
  virtual Result<bool> Next(EssayRow& essay) = 0;
  /// The columns in use, by the names that they have in the table; empty where there is none.
  const ColumnNames& columns() const { return columns_; }

 protected:
  ColumnNames columns_;
};

/// `format` forces a table's format whatever the name says. kNotFound also for a missing column
/// (the message lists those that are there); kIo; kUnsupported for such a file; kInvalidArgument
/// for a folder without a .txt file, and OpenTable's errors.
Result<std::unique_ptr<EssayReader>> OpenEssays(const std::string& path,
                                                const ColumnNames& columns = {},
                                                const Required& required = {},
                                                std::optional<Format> format = {});

/// All essays of `path` at once, for training and measuring. The first bad record is an error (with
/// its line), and so is an id that comes twice.
Result<std::vector<EssayRow>> ReadEssays(const std::string& path, const ColumnNames& columns = {},
                                         const Required& required = {},
                                         std::optional<Format> format = {});

}  // namespace redquill::table

#endif  // REDQUILL_TABLE_ESSAYS_H_
