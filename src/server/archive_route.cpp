// Several results as one ZIP, made one after the other while the client already receives.
#include <array>
#include <fstream>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "server/api.h"
#include "server/file_answer.h"
#include "server/format_names.h"
#include "server/option_values.h"
#include "server/problem.h"
#include "server/upload.h"
#include "server/zip.h"

namespace autochrome::server {

namespace {

constexpr std::size_t kMostJobs = 10'000;
/// Their ids quoted, with a comma and as much white space again.
constexpr std::size_t kMostBytes = kMostJobs * 40;
constexpr std::size_t kChunk = 1U << 14U;

/// Hands the file's bytes on piece by piece; false when `take` refused.
template <class Take>
bool each_piece(const std::filesystem::path& path, const Take& take) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, kChunk> piece{};
  while (file) {
    file.read(piece.data(), piece.size());
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got > 0 && !take(std::string_view(piece.data(), got))) return false;
  }
  return true;
}

/// The state of one archive on its way.
class Archive {
 public:
  Archive(const Parts& parts, std::vector<Job> jobs, OutputOptions output)
      : parts_(parts), jobs_(std::move(jobs)), output_(std::move(output)) {}

  /// Sends the next member, or the end. False when the client is gone.
  bool send_next(httplib::DataSink& sink) {
    if (next_ < jobs_.size()) return send_member(jobs_[next_++], sink);
    if (!failures_.empty() && !send_text("failures.txt", failures_, sink)) return false;
    const std::string end = zip_.finish();
    if (!sink.write(end.data(), end.size())) return false;
    sink.done();
    return true;
  }

 private:
  bool send_text(const std::string& name, const std::string& text, httplib::DataSink& sink) {
    Crc32 crc;
    crc.update(text);
    const std::string header = zip_.begin({name, text.size(), crc.value()});
    return sink.write(header.data(), header.size()) && sink.write(text.data(), text.size());
  }

  bool send_member(const Job& job, httplib::DataSink& sink) {
    const Scratch made(parts_.store.folder());
    try {
      const Json result = parts_.pool.perform({.kind = Task::Kind::Result,
                                               .photo = parts_.store.folder().photo_file(job),
                                               .name = job.name,
                                               .painting = parts_.store.folder().painting_file(job),
                                               .target = made.file(),
                                               .options = job.options,
                                               .output = output_});
      const std::filesystem::path file = result.at("file").get<std::string>();
      return send_file_as(result_name(job.name, result.at("format").get<std::string>()), file,
                          sink);
    } catch (const Problem& problem) {
      failures_ += fmt::format("{}: {}\n", job.name, problem.what());
      return sink.is_writable();
    }
  }

  bool send_file_as(const std::string& name,
                    const std::filesystem::path& file,
                    httplib::DataSink& sink) {
    Crc32 crc;
    std::uint64_t bytes = 0;
    each_piece(file, [&](std::string_view piece) {
      crc.update(piece);
      bytes += piece.size();
      return true;
    });
    const std::string header = zip_.begin({name, bytes, crc.value()});
    return sink.write(header.data(), header.size()) &&
           each_piece(file, [&](std::string_view piece) {
             return sink.write(piece.data(), piece.size());
           });
  }

  Parts parts_;
  std::vector<Job> jobs_;
  OutputOptions output_;
  ZipWriter zip_;
  std::size_t next_ = 0;
  std::string failures_;
};

std::vector<Job> jobs_in(const Parts& parts, const Json& body) {
  const Json ids = body.value("jobs", Json());
  if (!ids.is_array() || ids.empty() || ids.size() > kMostJobs) {
    throw Problem(kBadRequest, fmt::format("'jobs' is a list of 1 to {} ids", kMostJobs));
  }
  std::vector<Job> jobs;
  for (const Json& id : ids) {
    if (!id.is_string()) throw Problem(kBadRequest, "'jobs' is a list of ids");
    jobs.push_back(parts.store.find(id.get<std::string>()));
    if (jobs.back().state != JobState::Done) {
      throw Problem(kConflict,
                    fmt::format("the job '{}' is {}", jobs.back().id, name_of(jobs.back().state)));
    }
  }
  return jobs;
}

void send_archive(const Parts& parts, Exchange& exchange) {
  Json body = read_json(exchange, kMostBytes);
  std::vector<Job> jobs = jobs_in(parts, body);
  body.erase("jobs");
  OutputOptions output;
  OptionReader reader(body);
  reader.read(output);
  reader.finish();
  const auto archive = std::make_shared<Archive>(parts, std::move(jobs), std::move(output));
  exchange.response.set_header("Content-Disposition", attachment("autochrome.zip"));
  exchange.response.set_chunked_content_provider(
      "application/zip",
      [archive](std::size_t, httplib::DataSink& sink) { return archive->send_next(sink); });
}

}  // namespace

void add_archive_route(Router& router, const Parts& parts) {
  router.add({.method = "POST",
              .path = "/api/v1/archive",
              .summary = "The results of several jobs as one ZIP",
              .handler = [parts](Exchange& exchange) { send_archive(parts, exchange); },
              .body = Body::Json,
              .answer = "application/zip"});
}

}  // namespace autochrome::server
