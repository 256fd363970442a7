#include "compiler/driver/whole_program.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "compiler/compile.h"
#include "compiler/driver/diagnostics.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Object/SymbolicFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

namespace pagurus {
namespace {

bool IsBitcode(llvm::StringRef content) {
  return llvm::identify_magic(content) == llvm::file_magic::bitcode;
}

absl::Status FileError(absl::string_view file, llvm::Error error) {
  return absl::InvalidArgumentError(
      absl::StrCat(file, ": ", llvm::toString(std::move(error))));
}

// An archive member that may be needed.
struct Member {
  std::string name;  // "libx.a(y.o)"
  llvm::MemoryBufferRef content;
  bool taken = false;
};

class Joiner {
 public:
  Joiner(std::vector<LinkItem>& items, Temporaries& temporaries)
      : items_(items), temporaries_(temporaries) {}

  absl::StatusOr<std::string> Run() {
    // Only errors matter here; the module is compiled later.
    if (absl::Status s = CollectDiagnostics(context_, {}, log_); !s.ok()) {
      return s;
    }
    wanted_.insert("main");  // by the start files
    if (absl::Status s = LookAtItems(); !s.ok()) return s;
    if (absl::Status s = TakeNeededMembers(); !s.ok()) return s;
    if (whole_ == nullptr) return std::string();
    absl::StatusOr<std::string> path = temporaries_.Create("bc");
    if (!path.ok()) return path.status();
    std::string bitcode;
    llvm::raw_string_ostream stream(bitcode);
    llvm::WriteBitcodeToFile(*whole_, stream);
    if (absl::Status s = WriteOutput(*path, bitcode); !s.ok()) return s;
    return *path;
  }

 private:
  absl::Status LookAtItems() {
    std::vector<LinkItem> kept;
    for (size_t i = 0; i < items_.size(); ++i) {
      LinkItem item = items_[i];
      std::string path;
      size_t words = 1;
      if (item.is_input) {
        path = item.word;
      } else if (item.word == "-l" && i + 1 < items_.size()) {
        path = FindLibrary(items_[i + 1].word);
        words = 2;
      } else if (absl::StartsWith(item.word, "-l")) {
        path = FindLibrary(item.word.substr(2));
      } else if (item.word == "-u" && i + 1 < items_.size()) {
        wanted_.insert(items_[i + 1].word);
      }
      bool keep = true;
      if (!path.empty()) {
        std::string replacement = path;
        if (absl::Status s = LookAtFile(path, replacement, keep); !s.ok()) {
          return s;
        }
        if (keep && replacement != path) {
          kept.push_back({replacement, true});
          i += words - 1;
          continue;
        }
      }
      if (keep) {
        kept.insert(kept.end(), items_.begin() + i, items_.begin() + i + words);
      }
      i += words - 1;
    }
    items_ = std::move(kept);
    return absl::OkStatus();
  }

  // The archive that -l`name` means, "" if it is none we can find (a shared
  // object, or one of the system's).
  std::string FindLibrary(const std::string& name) const {
    bool prefer_static = false;
    std::vector<std::string> folders;
    for (size_t i = 0; i < items_.size(); ++i) {
      const std::string& word = items_[i].word;
      if (items_[i].is_input) continue;
      if (word == "-static" || word == "-static-pie") prefer_static = true;
      if (word == "-L" && i + 1 < items_.size()) {
        folders.push_back(items_[i + 1].word);
      } else if (absl::StartsWith(word, "-L")) {
        folders.push_back(word.substr(2));
      }
    }
    for (const std::string& folder : folders) {
      if (absl::StartsWith(name, ":")) {
        std::string exact = absl::StrCat(folder, "/", name.substr(1));
        if (llvm::sys::fs::exists(exact)) return exact;
        continue;
      }
      std::string stem = absl::StrCat(folder, "/lib", name);
      if (!prefer_static && llvm::sys::fs::exists(stem + ".so")) return "";
      if (llvm::sys::fs::exists(stem + ".a")) return stem + ".a";
    }
    return "";
  }

  absl::Status LookAtFile(const std::string& path, std::string& replacement,
                          bool& keep) {
    auto file = llvm::MemoryBuffer::getFile(path);
    if (!file) return absl::OkStatus();  // the linker will say so
    llvm::MemoryBufferRef content = (*file)->getMemBufferRef();
    llvm::file_magic magic = llvm::identify_magic(content.getBuffer());
    switch (magic) {
      case llvm::file_magic::bitcode:
        keep = false;
        buffers_.push_back(std::move(*file));
        if (absl::Status s = Absorb(path, content); !s.ok()) return s;
        return LinkIn(path, content);
      case llvm::file_magic::elf_relocatable:
        buffers_.push_back(std::move(*file));
        return Absorb(path, content);
      case llvm::file_magic::archive:
        buffers_.push_back(std::move(*file));
        return LookAtArchive(path, content, replacement);
      default:
        return absl::OkStatus();
    }
  }

  absl::Status LookAtArchive(const std::string& path,
                             llvm::MemoryBufferRef content,
                             std::string& replacement) {
    auto archive = llvm::object::Archive::create(content);
    if (!archive) return FileError(path, archive.takeError());
    archives_.push_back(std::move(*archive));
    llvm::object::Archive& opened = *archives_.back();
    std::vector<Member> members;
    std::vector<llvm::NewArchiveMember> native;
    llvm::Error error = llvm::Error::success();
    for (const llvm::object::Archive::Child& child : opened.children(error)) {
      auto buffer = child.getMemoryBufferRef();
      if (!buffer) {
        llvm::consumeError(std::move(error));
        return FileError(path, buffer.takeError());
      }
      members.push_back(
          {absl::StrCat(path, "(", buffer->getBufferIdentifier().str(), ")"),
           *buffer});
      if (IsBitcode(buffer->getBuffer())) continue;
      auto member = llvm::NewArchiveMember::getOldMember(child, true);
      if (!member) {
        llvm::consumeError(std::move(error));
        return FileError(path, member.takeError());
      }
      native.push_back(std::move(*member));
    }
    if (error) return FileError(path, std::move(error));
    if (native.size() == members.size()) return absl::OkStatus();
    members_.insert(members_.end(), members.begin(), members.end());
    absl::StatusOr<std::string> stripped = temporaries_.Create("a");
    if (!stripped.ok()) return stripped.status();
    if (llvm::Error e = llvm::writeArchive(
            *stripped, native, llvm::SymtabWritingMode::NormalSymtab,
            llvm::object::Archive::K_GNU, /*Deterministic=*/true,
            /*Thin=*/false)) {
      return FileError(path, std::move(e));
    }
    replacement = *stripped;
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<llvm::object::SymbolicFile>> Symbols(
      const std::string& name, llvm::MemoryBufferRef content) {
    auto file = llvm::object::SymbolicFile::createSymbolicFile(
        content, llvm::identify_magic(content.getBuffer()), &context_);
    if (!file) return FileError(name, file.takeError());
    return std::move(*file);
  }

  // Calls `visit(name, flags)` for the file's global symbols.
  template <typename Visit>
  absl::Status ForEachGlobal(const std::string& name,
                             llvm::MemoryBufferRef content, Visit visit) {
    auto file = Symbols(name, content);
    if (!file.ok()) return file.status();
    for (const llvm::object::BasicSymbolRef& symbol : (*file)->symbols()) {
      auto flags = symbol.getFlags();
      if (!flags) return FileError(name, flags.takeError());
      if (!(*flags & llvm::object::BasicSymbolRef::SF_Global)) continue;
      std::string text;
      llvm::raw_string_ostream stream(text);
      if (llvm::Error e = symbol.printName(stream)) {
        return FileError(name, std::move(e));
      }
      visit(text, *flags);
    }
    return absl::OkStatus();
  }

  // Notes what the file defines and needs.
  absl::Status Absorb(const std::string& name, llvm::MemoryBufferRef content) {
    using Flags = llvm::object::BasicSymbolRef;
    return ForEachGlobal(
        name, content, [&](const std::string& symbol, uint32_t flags) {
          if (!(flags & Flags::SF_Undefined)) {
            defined_.insert(symbol);
          } else if (!(flags & Flags::SF_Weak)) {
            wanted_.insert(symbol);  // a weak reference extracts nothing
          }
        });
  }

  absl::Status LinkIn(const std::string& name, llvm::MemoryBufferRef content) {
    llvm::SMDiagnostic error;
    std::unique_ptr<llvm::Module> module =
        llvm::parseIR(content, error, context_);
    if (module == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ": ", std::string(error.getMessage())));
    }
    if (whole_ == nullptr) {
      whole_ = std::move(module);
      return absl::OkStatus();
    }
    if (llvm::Linker::linkModules(*whole_, std::move(module))) {
      return absl::InvalidArgumentError(
          absl::StrCat(name,
                       ": cannot be joined with the rest of the "
                       "program\n",
                       log_.text));
    }
    return absl::OkStatus();
  }

  absl::Status TakeNeededMembers() {
    for (bool again = true; again;) {
      again = false;
      for (Member& member : members_) {
        if (member.taken) continue;
        absl::StatusOr<bool> needed = IsNeeded(member);
        if (!needed.ok()) return needed.status();
        if (!*needed) continue;
        member.taken = again = true;
        if (absl::Status s = Absorb(member.name, member.content); !s.ok()) {
          return s;
        }
        if (!IsBitcode(member.content.getBuffer())) continue;
        if (absl::Status s = LinkIn(member.name, member.content); !s.ok()) {
          return s;
        }
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> IsNeeded(const Member& member) {
    using Flags = llvm::object::BasicSymbolRef;
    bool needed = false;
    absl::Status status = ForEachGlobal(
        member.name, member.content,
        [&](const std::string& symbol, uint32_t flags) {
          needed |= !(flags & Flags::SF_Undefined) &&
                    wanted_.count(symbol) != 0 && defined_.count(symbol) == 0;
        });
    if (!status.ok()) return status;
    return needed;
  }

  std::vector<LinkItem>& items_;
  Temporaries& temporaries_;
  DiagnosticLog log_;
  llvm::LLVMContext context_;
  // What the rest points into.
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> buffers_;
  std::vector<std::unique_ptr<llvm::object::Archive>> archives_;
  std::vector<Member> members_;  // of archives that hold bitcode
  std::set<std::string> defined_, wanted_;
  std::unique_ptr<llvm::Module> whole_;
};

}  // namespace

absl::StatusOr<std::string> JoinBitcode(std::vector<LinkItem>& items,
                                        Temporaries& temporaries) {
  InitializeTarget();
  return Joiner(items, temporaries).Run();
}

}  // namespace pagurus
