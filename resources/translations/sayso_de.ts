<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About Sayso</source>
        <translation>Über Sayso</translation>
    </message>
    <message>
        <source>Name or licence</source>
        <translation>Name oder Lizenz</translation>
    </message>
    <message>
        <source>&amp;Search what is inside:</source>
        <translation>Enthaltenes &amp;suchen:</translation>
    </message>
    <message>
        <source>What is inside</source>
        <translation>Was enthalten ist</translation>
    </message>
    <message>
        <source>Nothing inside is called so.</source>
        <translation>Nichts Enthaltenes heißt so.</translation>
    </message>
    <message>
        <source>Open its &amp;page</source>
        <translation>S&amp;eite dazu öffnen</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>&amp;Copy diagnosis</source>
        <translation>&amp;Diagnose kopieren</translation>
    </message>
    <message>
        <source>Version, system, settings, checks and the end of the log, to send along with a question. Nothing of what you said is in it.</source>
        <translation>Version, System, Einstellungen, Prüfungen und das Ende des Protokolls, um sie einer Frage beizulegen. Nichts von dem, was Sie gesagt haben, steht darin.</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>Sch&amp;ließen</translation>
    </message>
    <message>
        <source>Sayso {version}</source>
        <translation>Sayso {version}</translation>
    </message>
    <message>
        <source>Hold a key, speak, release: what you said stands in the window you were in. On your machine, offline.</source>
        <translation>Taste halten, sprechen, loslassen: das Gesagte steht in dem Fenster, in dem Sie waren. Auf Ihrem Rechner, ohne Netz.</translation>
    </message>
    <message>
        <source>Licence not told</source>
        <translation>Lizenz nicht genannt</translation>
    </message>
    <message>
        <source>came with {name}</source>
        <translation>kam mit {name}</translation>
    </message>
    <message>
        <source>It brought no text of its licence along; its page has it.</source>
        <translation>Es brachte keinen Lizenztext mit; er steht auf seiner Seite.</translation>
    </message>
    <message>
        <source>Everything is being tried out…</source>
        <translation>Alles wird ausprobiert…</translation>
    </message>
    <message>
        <source>The diagnosis is on the clipboard.</source>
        <translation>Die Diagnose ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>It could not be made; run sayso doctor in a terminal instead.</source>
        <translation>Sie ließ sich nicht erstellen; rufen Sie stattdessen sayso doctor in einem Terminal auf.</translation>
    </message>
</context>
<context>
    <name>Control</name>
    <message>
        <source>Sayso is already running; its window has been brought forward.</source>
        <translation>Sayso läuft schon; sein Fenster wurde nach vorn geholt.</translation>
    </message>
    <message>
        <source>Sayso is already running; `sayso status` tells what it is doing.</source>
        <translation>Sayso läuft schon; `sayso status` sagt, was es gerade tut.</translation>
    </message>
    <message>
        <source>The control socket {path} cannot be opened ({reason}); see that its folder can be written to.</source>
        <translation>Der Steuer-Socket {path} lässt sich nicht öffnen ({reason}); sorgen Sie dafür, dass sein Ordner beschreibbar ist.</translation>
    </message>
    <message>
        <source>Sayso found no answer in time; its log file may tell why.</source>
        <translation>Sayso fand nicht rechtzeitig eine Antwort; den Grund nennt vielleicht das Protokoll.</translation>
    </message>
    <message>
        <source>Sayso could not do that; its log file tells why.</source>
        <translation>Sayso konnte das nicht tun; den Grund nennt das Protokoll.</translation>
    </message>
    <message>
        <source>Sayso is just ending; start it again.</source>
        <translation>Sayso wird gerade beendet; starten Sie es neu.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be used ({reason}); make it writable.</source>
        <translation>Der Ordner {folder} lässt sich nicht benutzen ({reason}); machen Sie ihn beschreibbar.</translation>
    </message>
    <message>
        <source>The folder {folder} for the control socket belongs to somebody else; remove it or set XDG_RUNTIME_DIR to a folder of your own.</source>
        <translation>Der Ordner {folder} für den Steuer-Socket gehört jemand anderem; entfernen Sie ihn oder setzen Sie XDG_RUNTIME_DIR auf einen eigenen Ordner.</translation>
    </message>
    <message>
        <source>Sayso did not understand that request; try `sayso --help`.</source>
        <translation>Sayso hat diese Anfrage nicht verstanden; versuchen Sie `sayso --help`.</translation>
    </message>
    <message>
        <source>There is no text to type; name one.</source>
        <translation>Es gibt keinen Text einzugeben; nennen Sie einen.</translation>
    </message>
    <message>
        <source>The text holds what is no letter; send it as UTF-8.</source>
        <translation>Der Text enthält, was kein Zeichen ist; senden Sie ihn als UTF-8.</translation>
    </message>
    <message>
        <source>The lock file {path} cannot be written; make room on its disk, or correct the folder&apos;s permissions.</source>
        <translation>Die Sperrdatei {path} lässt sich nicht schreiben; schaffen Sie Platz auf dem Datenträger oder berichtigen Sie die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>Another Sayso is running but does not answer; end it, then start Sayso again.</source>
        <translation>Ein anderes Sayso läuft, antwortet aber nicht; beenden Sie es und starten Sie Sayso neu.</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Drop audio or video here</source>
        <translation>Ton oder Video hier ablegen</translation>
    </message>
    <message>
        <source>It becomes text or subtitles on this computer.</source>
        <translation>Daraus wird auf diesem Rechner Text oder Untertitel.</translation>
    </message>
    <message>
        <source>Nothing of it is kept unless you save it.</source>
        <translation>Nichts davon wird aufgehoben, wenn Sie es nicht speichern.</translation>
    </message>
    <message>
        <source>Add &amp;files…</source>
        <translation>&amp;Dateien hinzufügen…</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Audio and Video to Text</source>
        <translation>Ton und Video in Text</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Do &amp;again</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>C&amp;opy text</source>
        <translation>Text &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>&amp;Speichern unter…</translation>
    </message>
    <message>
        <source>Remove a&amp;ll done</source>
        <translation>Alle &amp;fertigen entfernen</translation>
    </message>
    <message>
        <source>Save all &amp;beside the recordings</source>
        <translation>Alle ne&amp;ben den Aufnahmen speichern</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>&amp;Text</translation>
    </message>
    <message>
        <source>Text of the chosen file</source>
        <translation>Text der gewählten Datei</translation>
    </message>
    <message>
        <source>There is no text of it yet.</source>
        <translation>Davon gibt es noch keinen Text.</translation>
    </message>
    <message>
        <source>No model is loaded yet: files wait for it.</source>
        <translation>Noch ist kein Modell geladen: Dateien warten darauf.</translation>
    </message>
    <message>
        <source>With {model}, {device}. The language is detected.</source>
        <translation>Mit {model}, {device}. Die Sprache wird erkannt.</translation>
    </message>
    <message>
        <source>With {model}, {device}. Language: {language}.</source>
        <translation>Mit {model}, {device}. Sprache: {language}.</translation>
    </message>
    <message>
        <source>Add Audio or Video</source>
        <translation>Ton oder Video hinzufügen</translation>
    </message>
    <message>
        <source>Audio and video</source>
        <translation>Ton und Video</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Save Text</source>
        <translation>Text speichern</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>Gespeichert als {path}.</translation>
    </message>
    <message>
        <source>Saved beside the recordings: {names}</source>
        <translation>Neben den Aufnahmen gespeichert: {names}</translation>
    </message>
    <message>
        <source>It could not be saved ({kind}); try another folder.</source>
        <translation>Es ließ sich nicht speichern ({kind}); versuchen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The text is on the clipboard.</source>
        <translation>Der Text ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Listening for speech</source>
        <translation>Sucht nach Sprache</translation>
    </message>
    <message>
        <source>Recognising</source>
        <translation>Erkennt</translation>
    </message>
    <message>
        <source>Recognising, {percent} done</source>
        <translation>Erkennt, {percent} fertig</translation>
    </message>
    <message>
        <source>Done; no speech was heard</source>
        <translation>Fertig; es war keine Sprache zu hören</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>Einfacher Text</translation>
    </message>
    <message>
        <source>Subtitles (SubRip)</source>
        <translation>Untertitel (SubRip)</translation>
    </message>
    <message>
        <source>Subtitles (WebVTT)</source>
        <translation>Untertitel (WebVTT)</translation>
    </message>
    <message>
        <source>JSON, with times</source>
        <translation>JSON, mit Zeiten</translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Download</translation>
    </message>
    <message>
        <source>Stop d&amp;ownload</source>
        <translation>Download an&amp;halten</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>Sayso is at your service</source>
        <translation>Sayso steht Ihnen zu Diensten</translation>
    </message>
    <message>
        <source>Picture: a screen, and a ring around Sayso&apos;s icon in the panel</source>
        <translation>Bild: ein Bildschirm und ein Ring um das Symbol von Sayso in der Leiste</translation>
    </message>
    <message>
        <source>Picture: a screen with Sayso&apos;s small window</source>
        <translation>Bild: ein Bildschirm mit dem kleinen Fenster von Sayso</translation>
    </message>
    <message>
        <source>Its menu has the microphone, the language, the models, your last texts and the settings. A red square in its place means that the microphone is open.</source>
        <translation>Sein Menü enthält das Mikrofon, die Sprache, die Modelle, Ihre letzten Texte und die Einstellungen. Ein rotes Quadrat an seiner Stelle heißt: Das Mikrofon ist offen.</translation>
    </message>
    <message>
        <source>It takes no focus, so leave it wherever it is not in the way, or minimise it. A red square in it means that the microphone is open.</source>
        <translation>Es nimmt Ihnen nicht die Tastatur weg: lassen Sie es, wo es nicht stört, oder minimieren Sie es. Ein rotes Quadrat darin bedeutet, dass das Mikrofon offen ist.</translation>
    </message>
    <message>
        <source>&amp;Finish</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>Its icon is at the end of the taskbar. Windows hides new ones behind the arrow there: drag it out, and it stays in sight.</source>
        <translation>Sein Symbol ist am Ende der Taskleiste. Windows versteckt neue hinter dem Pfeil dort: ziehen Sie es heraus, dann bleibt es zu sehen.</translation>
    </message>
    <message>
        <source>Its icon is in the menu bar, in the upper corner of the screen.</source>
        <translation>Sein Symbol ist in der Menüleiste, in der oberen Ecke des Bildschirms.</translation>
    </message>
    <message>
        <source>Its icon is in the panel of your desktop, mostly beside the clock.</source>
        <translation>Sein Symbol ist in der Leiste Ihrer Arbeitsfläche, meist neben der Uhr.</translation>
    </message>
    <message>
        <source>This desktop has no tray, so Sayso&apos;s small window stays. Start Sayso once more, and it comes to the front; close it, and Sayso quits.</source>
        <translation>Diese Arbeitsfläche hat keinen Infobereich, darum bleibt das kleine Fenster von Sayso. Starten Sie Sayso noch einmal, und es kommt nach vorn; schließen Sie es, und Sayso wird beendet.</translation>
    </message>
    <message>
        <source>Which key do you want to hold?</source>
        <translation>Welche Taste wollen Sie halten?</translation>
    </message>
    <message>
        <source>Hold it, speak, and let go: what you said stands where you were typing. A short tap goes on listening until the next one.</source>
        <translation>Halten, sprechen, loslassen: das Gesagte steht dort, wo Sie geschrieben haben. Nach kurzem Antippen wird bis zum nächsten weiter zugehört.</translation>
    </message>
    <message>
        <source>Press the button, then the key that you want, or several at once. If nothing happens, another program has that key.</source>
        <translation>Drücken Sie den Knopf, dann die gewünschte Taste oder mehrere zugleich. Geschieht nichts, gehört die Taste einem anderen Programm.</translation>
    </message>
    <message>
        <source>Open &amp;Accessibility…</source>
        <translation>B&amp;edienungshilfen öffnen…</translation>
    </message>
    <message>
        <source>Open &amp;Input Monitoring…</source>
        <translation>E&amp;ingabeüberwachung öffnen…</translation>
    </message>
    <message>
        <source>On this desktop only the desktop itself may listen for keys. In its keyboard settings, add a shortcut for the command sayso toggle: press it once to begin and once to end. In sway, which knows of letting go, these lines make a key to hold:</source>
        <translation>Hier darf nur die Arbeitsfläche selbst auf Tasten hören. Fügen Sie in ihren Tastatureinstellungen ein Kürzel für den Befehl sayso toggle hinzu: einmal drücken beginnt, noch einmal beendet. In sway, das vom Loslassen weiß, machen diese Zeilen eine Taste zum Halten:</translation>
    </message>
    <message>
        <source>Lines for the configuration of sway</source>
        <translation>Zeilen für die Konfiguration von sway</translation>
    </message>
    <message>
        <source>&amp;Copy these lines</source>
        <translation>Diese Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>{key} it is.</source>
        <translation>{key} ist jetzt die Taste.</translation>
    </message>
    <message>
        <source>The lines are on the clipboard.</source>
        <translation>Die Zeilen sind in der Zwischenablage.</translation>
    </message>
    <message>
        <source>{key} takes the last dictation back already: choose another one, or change that in the settings.</source>
        <translation>{key} nimmt schon das letzte Diktat zurück: wählen Sie eine andere oder ändern Sie das in den Einstellungen.</translation>
    </message>
    <message>
        <source>{key} does something in nearly every program, as copying or saving. With Sayso running it would not any more.</source>
        <translation>{key} tut in fast jedem Programm etwas, etwa kopieren oder speichern. Solange Sayso läuft, ginge das nicht mehr.</translation>
    </message>
    <message>
        <source>{key} shows help in many programs.</source>
        <translation>{key} zeigt in vielen Programmen die Hilfe.</translation>
    </message>
    <message>
        <source>{key} loads a page anew in browsers.</source>
        <translation>{key} lädt in Browsern die Seite neu.</translation>
    </message>
    <message>
        <source>{key} opens menus in many programs.</source>
        <translation>{key} öffnet in vielen Programmen Menüs.</translation>
    </message>
    <message>
        <source>{key} fills the screen in many programs.</source>
        <translation>{key} füllt in vielen Programmen den Bildschirm.</translation>
    </message>
    <message>
        <source>{key} may belong to your desktop, for its windows and menus.</source>
        <translation>{key} gehört vielleicht Ihrer Arbeitsfläche, für ihre Fenster und Menüs.</translation>
    </message>
    <message>
        <source>{key} takes a picture of the screen on most desktops.</source>
        <translation>{key} macht auf den meisten Arbeitsflächen ein Bildschirmfoto.</translation>
    </message>
    <message>
        <source>{key} begins most shortcuts: each of them would open the microphone for a moment.</source>
        <translation>Mit {key} beginnen die meisten Kürzel: jedes davon würde kurz das Mikrofon öffnen.</translation>
    </message>
    <message>
        <source>{key} is needed for capital letters: each of them would open the microphone for a moment.</source>
        <translation>{key} ist für Großbuchstaben nötig: jeder davon würde kurz das Mikrofon öffnen.</translation>
    </message>
    <message>
        <source>On many keyboards {key} is needed to type signs such as @ and €.</source>
        <translation>Auf vielen Tastaturen ist {key} für Zeichen wie @ und € nötig.</translation>
    </message>
    <message>
        <source>All steps are done</source>
        <translation>Alle Schritte sind getan</translation>
    </message>
    <message>
        <source>Step {n} of {all}</source>
        <translation>Schritt {n} von {all}</translation>
    </message>
    <message>
        <source>Does your microphone hear you?</source>
        <translation>Hört Ihr Mikrofon Sie?</translation>
    </message>
    <message>
        <source>No microphone found</source>
        <translation>Kein Mikrofon gefunden</translation>
    </message>
    <message>
        <source>&amp;Microphone:</source>
        <translation>&amp;Mikrofon:</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Say something. Nothing of it is recognised or kept. Later the microphone is open only while you dictate.</source>
        <translation>Sagen Sie etwas. Nichts davon wird erkannt oder aufgehoben. Später ist das Mikrofon nur offen, während Sie diktieren.</translation>
    </message>
    <message>
        <source>Open s&amp;ettings…</source>
        <translation>&amp;Einstellungen öffnen…</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Sayso hears you speak.</source>
        <translation>Sayso hört Sie sprechen.</translation>
    </message>
    <message>
        <source>No sound comes from this microphone.</source>
        <translation>Von diesem Mikrofon kommt kein Ton.</translation>
    </message>
    <message>
        <source>There is sound, but no speech in it.</source>
        <translation>Ton ist da, aber keine Sprache darin.</translation>
    </message>
    <message>
        <source>The microphone is closed again.</source>
        <translation>Das Mikrofon ist wieder geschlossen.</translation>
    </message>
    <message>
        <source>Say something…</source>
        <translation>Sagen Sie etwas…</translation>
    </message>
    <message>
        <source>Speak a little louder or nearer, or choose another microphone: this may be the one of a camera or a screen.</source>
        <translation>Sprechen Sie etwas lauter oder näher, oder wählen Sie ein anderes Mikrofon: dies ist vielleicht das einer Kamera oder eines Bildschirms.</translation>
    </message>
    <message>
        <source>Is it muted, perhaps by a switch or a key of its own? Is it another one that you speak into? The system may also keep it from Sayso: allow it in its settings.</source>
        <translation>Ist es stumm, vielleicht durch einen eigenen Schalter oder eine Taste? Sprechen Sie in ein anderes? Vielleicht verwehrt das System es Sayso auch: erlauben Sie es in seinen Einstellungen.</translation>
    </message>
    <message>
        <source>Is it muted, perhaps by a switch or a key of its own, or in the system&apos;s sound settings? Is it another one that you speak into?</source>
        <translation>Ist es stumm, vielleicht durch einen eigenen Schalter, eine Taste oder in den Toneinstellungen des Systems? Sprechen Sie in ein anderes?</translation>
    </message>
    <message>
        <source>The one that suits this machine</source>
        <translation>Das zu diesem Rechner passende</translation>
    </message>
    <message>
        <source>&amp;Another one:</source>
        <translation>Ein &amp;anderes:</translation>
    </message>
    <message>
        <source>Which model turns your speech into text?</source>
        <translation>Welches Modell macht aus Ihrer Sprache Text?</translation>
    </message>
    <message>
        <source>A Whisper model is downloaded once. From then on it works on this machine, and what you say goes nowhere else.</source>
        <translation>Ein Whisper-Modell wird einmal heruntergeladen. Danach arbeitet es auf diesem Rechner, und was Sie sagen, geht nirgendwo anders hin.</translation>
    </message>
    <message>
        <source>Choose one…</source>
        <translation>Wählen Sie eines…</translation>
    </message>
    <message>
        <source>Another model</source>
        <translation>Ein anderes Modell</translation>
    </message>
    <message>
        <source>Only the built-in &amp;starter: English, rough, no download</source>
        <translation>Nur das eingebaute &amp;Startmodell: Englisch, ungenau, kein Herunterladen</translation>
    </message>
    <message>
        <source>&amp;Use the starter until the model is here (English, rough)</source>
        <translation>Startmodell ben&amp;utzen, bis das Modell da ist (Englisch, ungenau)</translation>
    </message>
    <message>
        <source>I have a &amp;folder…</source>
        <translation>Ich habe einen &amp;Ordner…</translation>
    </message>
    <message>
        <source>&amp;Download and go on</source>
        <translation>Herunterla&amp;den und weiter</translation>
    </message>
    <message>
        <source>{name} is ready.</source>
        <translation>{name} ist bereit.</translation>
    </message>
    <message>
        <source>A folder with a Whisper model</source>
        <translation>Ein Ordner mit einem Whisper-Modell</translation>
    </message>
    <message>
        <source>{folder} holds a Whisper model.</source>
        <translation>{folder} enthält ein Whisper-Modell.</translation>
    </message>
    <message>
        <source>Sayso is set to stay offline, so nothing is downloaded.</source>
        <translation>Sayso soll ohne Netz bleiben, darum wird nichts heruntergeladen.</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Probieren Sie es</translation>
    </message>
    <message>
        <source>Your &amp;words:</source>
        <translation>Ihre Wör&amp;ter:</translation>
    </message>
    <message>
        <source>For example: The quick brown fox jumps over the lazy dog.</source>
        <translation>Zum Beispiel: The quick brown fox jumps over the lazy dog.</translation>
    </message>
    <message>
        <source>&amp;Start dictation</source>
        <translation>Diktat &amp;starten</translation>
    </message>
    <message>
        <source>Press your shortcut or the button below, and speak. What you said appears in the field.</source>
        <translation>Drücken Sie Ihr Kürzel oder den Knopf unten und sprechen Sie. Das Gesagte erscheint im Feld.</translation>
    </message>
    <message>
        <source>Hold {key}, speak, and let go. What you said appears in the field, as it will in any other program.</source>
        <translation>Halten Sie {key}, sprechen Sie und lassen Sie los. Das Gesagte erscheint im Feld, wie später in jedem anderen Programm.</translation>
    </message>
    <message>
        <source>&amp;Stop dictation</source>
        <translation>Diktat &amp;stoppen</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Hört zu</translation>
    </message>
    <message>
        <source>Recognising…</source>
        <translation>Erkennt…</translation>
    </message>
    <message>
        <source>That is all there is to it.</source>
        <translation>Mehr ist nicht dabei.</translation>
    </message>
    <message>
        <source>No words were heard. Hold the key while you speak, and look whether the bar above moves; if it does not, go back to the microphone.</source>
        <translation>Es waren keine Wörter zu hören. Halten Sie die Taste, während Sie sprechen, und sehen Sie, ob sich der Balken oben bewegt; wenn nicht, gehen Sie zurück zum Mikrofon.</translation>
    </message>
    <message>
        <source>Nothing happens when you hold the key? macOS may keep it from Sayso: go back one step to allow it. Or press the button here.</source>
        <translation>Es geschieht nichts, wenn Sie die Taste halten? Vielleicht verwehrt macOS sie Sayso: erlauben Sie es einen Schritt zurück. Oder drücken Sie den Knopf hier.</translation>
    </message>
    <message>
        <source>Nothing happens when you hold the key? Choose another one, one step back, or press the button here.</source>
        <translation>Es geschieht nichts, wenn Sie die Taste halten? Wählen Sie einen Schritt zurück eine andere oder drücken Sie den Knopf hier.</translation>
    </message>
    <message>
        <source>The model is still being downloaded. Until it is here the starter listens: English only, and rough, so expect wrong words.</source>
        <translation>Das Modell wird noch heruntergeladen. Bis es da ist, hört das Startmodell zu: nur Englisch und ungenau, rechnen Sie also mit falschen Wörtern.</translation>
    </message>
    <message>
        <source>The starter listens: English only, and rough, so expect wrong words.</source>
        <translation>Das Startmodell hört zu: nur Englisch und ungenau, also mit Fehlern.</translation>
    </message>
    <message>
        <source>The model is not ready yet. Speak all the same: your words come when it is.</source>
        <translation>Das Modell ist noch nicht bereit. Sprechen Sie trotzdem: Ihre Wörter kommen, sobald es das ist.</translation>
    </message>
    <message>
        <source>Welcome to Sayso</source>
        <translation>Willkommen bei Sayso</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>Ü&amp;berspringen</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>not recognised</source>
        <translation>nicht erkannt</translation>
    </message>
    <message>
        <source>not delivered</source>
        <translation>nicht zugestellt</translation>
    </message>
    <message>
        <source>perhaps inserted</source>
        <translation>vielleicht eingefügt</translation>
    </message>
    <message>
        <source>inserted</source>
        <translation>eingefügt</translation>
    </message>
    <message>
        <source>copied</source>
        <translation>kopiert</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>zurückgenommen</translation>
    </message>
    <message>
        <source>no words</source>
        <translation>keine Wörter</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>verweigert</translation>
    </message>
    <message>
        <source>{state}, offered</source>
        <translation>{state}, angeboten</translation>
    </message>
    <message>
        <source>Search what was said</source>
        <translation>Gesagtes suchen</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>All applications</source>
        <translation>Alle Programme</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Any day</source>
        <translation>Jeder Tag</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>Von … bis …</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>Alle Zustände</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>Nicht zugestellt</translation>
    </message>
    <message>
        <source>Failed or refused</source>
        <translation>Fehlgeschlagen oder verweigert</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day}, {time}</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>1 dictation</source>
        <translation>1 Diktat</translation>
    </message>
    <message>
        <source>{n} dictations</source>
        <translation>{n} Diktate</translation>
    </message>
    <message>
        <source>1 dictation deleted</source>
        <translation>1 Diktat gelöscht</translation>
    </message>
    <message>
        <source>{n} dictations deleted</source>
        <translation>{n} Diktate gelöscht</translation>
    </message>
    <message>
        <source>1 dictation went into {file}.</source>
        <translation>1 Diktat wurde in {file} geschrieben.</translation>
    </message>
    <message>
        <source>{n} dictations went into {file}.</source>
        <translation>{n} Diktate wurden in {file} geschrieben.</translation>
    </message>
    <message>
        <source>no text</source>
        <translation>kein Text</translation>
    </message>
    <message>
        <source>{length} of audio</source>
        <translation>{length} Aufnahme</translation>
    </message>
    <message>
        <source>discarded</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>{length} of audio, not kept any more</source>
        <translation>{length} Aufnahme, nicht mehr aufgehoben</translation>
    </message>
    <message>
        <source>recognised in {n} s</source>
        <translation>erkannt in {n} s</translation>
    </message>
    <message>
        <source>in the window {n} s after the last word</source>
        <translation>{n} s nach dem letzten Wort im Fenster</translation>
    </message>
    <message>
        <source>As you corrected it, {at}:</source>
        <translation>Wie Sie es berichtigt haben, {at}:</translation>
    </message>
    <message>
        <source>{model}, {at}:</source>
        <translation>{model}, {at}:</translation>
    </message>
    <message>
        <source>Audio and text are kept for ever.</source>
        <translation>Aufnahmen und Text werden für immer aufgehoben.</translation>
    </message>
    <message>
        <source>Audio is kept {audio}, text {text}.</source>
        <translation>Aufgehoben werden Aufnahmen {audio}, Text {text}.</translation>
    </message>
    <message>
        <source>Nothing was dictated in the last 30 days.</source>
        <translation>In den letzten 30 Tagen wurde nichts diktiert.</translation>
    </message>
    <message>
        <source>Last 30 days: {words} words · {pace} words a minute · {saved} saved</source>
        <translation>Letzte 30 Tage: {words} Wörter · {pace} Wörter pro Minute · {saved} gespart</translation>
    </message>
    <message>
        <source>Saved against typing {n} words a minute, the mean of 168,000 people in a typing test (Dhakal and others, CHI 2018). Most people type more slowly, so it is rather too little than too much.</source>
        <translation>Gespart gegenüber {n} getippten Wörtern pro Minute, dem Mittel von 168.000 Menschen in einem Tipptest (Dhakal u. a., CHI 2018). Die meisten tippen langsamer, es ist also eher zu wenig als zu viel.</translation>
    </message>
    <message>
        <source>{day}: 1 word</source>
        <translation>{day}: 1 Wort</translation>
    </message>
    <message>
        <source>{day}: {n} words</source>
        <translation>{day}: {n} Wörter</translation>
    </message>
    <message>
        <source>Words a day. {totals}.</source>
        <translation>Wörter am Tag. {totals}.</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>für immer</translation>
    </message>
    <message>
        <source>until it is delivered</source>
        <translation>bis zur Zustellung</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n} Tage</translation>
    </message>
    <message>
        <source>the starter</source>
        <translation>das Startmodell</translation>
    </message>
    <message>
        <source>Recognise again</source>
        <translation>Noch einmal erkennen</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>No languages</source>
        <translation>Keine Sprachen</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>Modelle werden gesucht…</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>Modell wird geladen…</translation>
    </message>
    <message>
        <source>Recognising {n} of {all}…</source>
        <translation>Erkennt {n} von {all}…</translation>
    </message>
    <message>
        <source>Recognising…</source>
        <translation>Erkennt…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Everything, for Sayso (*.json)</source>
        <translation>Alles, für Sayso (*.json)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>dictations</source>
        <translation>diktate</translation>
    </message>
    <message>
        <source>Delete everything</source>
        <translation>Alles löschen</translation>
    </message>
    <message>
        <source>Delete everything that was said, with its audio?</source>
        <translation>Alles Gesagte mit seinen Aufnahmen löschen?</translation>
    </message>
    <message>
        <source>It is overwritten on the disk, and cannot be had back.</source>
        <translation>Es wird auf dem Datenträger überschrieben und lässt sich nicht zurückholen.</translation>
    </message>
    <message>
        <source>Delete e&amp;verything</source>
        <translation>Alle&amp;s löschen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>&amp;Save correction</source>
        <translation>Berichtigung s&amp;peichern</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>Abbre&amp;chen</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Abspielen</translation>
    </message>
    <message>
        <source>How much was played</source>
        <translation>Wie viel abgespielt ist</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Type it</source>
        <translation>&amp;Eingeben</translation>
    </message>
    <message>
        <source>&amp;Recognise again</source>
        <translation>&amp;Noch einmal erkennen</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>E&amp;xportieren…</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>As it was heard, and before</source>
        <translation>Wie es gehört wurde, und früher</translation>
    </message>
    <message>
        <source>Choose a dictation to read it</source>
        <translation>Wählen Sie ein Diktat, um es zu lesen</translation>
    </message>
    <message>
        <source>{dictations} chosen</source>
        <translation>{dictations} gewählt</translation>
    </message>
    <message>
        <source>As heard:</source>
        <translation>Wie gehört:</translation>
    </message>
    <message>
        <source>Sto&amp;p playing</source>
        <translation>Wiedergabe anhal&amp;ten</translation>
    </message>
    <message>
        <source>Put the text on the clipboard (Ctrl+C)</source>
        <translation>Den Text in die Zwischenablage legen (Strg+C)</translation>
    </message>
    <message>
        <source>Hear what was said (Space)</source>
        <translation>Das Gesagte hören (Leertaste)</translation>
    </message>
    <message>
        <source>Correct the text; what it was before is kept (F2)</source>
        <translation>Den Text berichtigen; wie er vorher war, bleibt erhalten (F2)</translation>
    </message>
    <message>
        <source>Put the text into the window that you were in (Ctrl+Return)</source>
        <translation>Den Text in das Fenster bringen, in dem Sie waren (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Recognise the audio with another model (Ctrl+R)</source>
        <translation>Die Aufnahme mit einem anderen Modell erkennen (Strg+R)</translation>
    </message>
    <message>
        <source>Write what is chosen into a file (Ctrl+S)</source>
        <translation>Das Gewählte in eine Datei schreiben (Strg+S)</translation>
    </message>
    <message>
        <source>Delete text and audio (Delete)</source>
        <translation>Text und Aufnahme löschen (Entf)</translation>
    </message>
    <message>
        <source>Text of the dictation</source>
        <translation>Text des Diktats</translation>
    </message>
    <message>
        <source>There is no text.</source>
        <translation>Es gibt keinen Text.</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Bring them back (Ctrl+Z)</source>
        <translation>Zurückholen (Strg+Z)</translation>
    </message>
    <message>
        <source>Delete no&amp;w</source>
        <translation>&amp;Jetzt löschen</translation>
    </message>
    <message>
        <source>Overwrite them on the disk at once, and not in some seconds</source>
        <translation>Sofort auf dem Datenträger überschreiben, nicht erst in einigen Sekunden</translation>
    </message>
    <message>
        <source>Show a&amp;ll</source>
        <translation>Alle &amp;zeigen</translation>
    </message>
    <message>
        <source>The history cannot be shown</source>
        <translation>Der Verlauf lässt sich nicht zeigen</translation>
    </message>
    <message>
        <source>Nothing like that was said</source>
        <translation>Nichts dergleichen wurde gesagt</translation>
    </message>
    <message>
        <source>Look for other words, or on other days.</source>
        <translation>Suchen Sie andere Wörter oder an anderen Tagen.</translation>
    </message>
    <message>
        <source>Nothing is kept</source>
        <translation>Nichts wird aufgehoben</translation>
    </message>
    <message>
        <source>“Leave no trace” is on: nothing of what you say is written down. The settings under “History &amp; privacy” change that.</source>
        <translation>„Keine Spuren hinterlassen“ ist an: nichts von dem, was Sie sagen, wird aufgeschrieben. Die Einstellungen unter „Verlauf und Datenschutz“ ändern das.</translation>
    </message>
    <message>
        <source>Nothing was said yet</source>
        <translation>Es wurde noch nichts gesagt</translation>
    </message>
    <message>
        <source>Hold the key, speak, and release it: what you said then stands here too.</source>
        <translation>Taste halten, sprechen, loslassen: das Gesagte steht dann auch hier.</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>Än&amp;dern…</translation>
    </message>
    <message>
        <source>How long audio and text are kept</source>
        <translation>Wie lange Aufnahmen und Text aufgehoben werden</translation>
    </message>
    <message>
        <source>Export all that is &amp;found…</source>
        <translation>Alles &amp;Gefundene exportieren…</translation>
    </message>
    <message>
        <source>Delete e&amp;verything…</source>
        <translation>Alle&amp;s löschen…</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Dictations</source>
        <translation>Diktate</translation>
    </message>
    <message>
        <source>Try aga&amp;in</source>
        <translation>Noch einmal &amp;versuchen</translation>
    </message>
</context>
<context>
    <name>KeyCapture</name>
    <message>
        <source>Key to hold</source>
        <translation>Taste zum Halten</translation>
    </message>
    <message>
        <source>Press the key that you want to hold…</source>
        <translation>Drücken Sie die Taste, die Sie halten wollen…</translation>
    </message>
    <message>
        <source>That is no key that Sayso can listen for: press one key, or modifiers and one key.</source>
        <translation>Auf diese Taste kann Sayso nicht hören: drücken Sie eine Taste oder Umschalttasten und eine Taste.</translation>
    </message>
    <message>
        <source>{title}: {key}</source>
        <translation>{title}: {key}</translation>
    </message>
    <message>
        <source>Escape keeps the key as it is.</source>
        <translation>Escape lässt die Taste, wie sie ist.</translation>
    </message>
    <message>
        <source>Press Space, then the key that you want.</source>
        <translation>Drücken Sie die Leertaste, dann die gewünschte Taste.</translation>
    </message>
</context>
<context>
    <name>Languages</name>
    <message>
        <source>Language {code}</source>
        <translation>Sprache {code}</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>Erkennen</translation>
    </message>
    <message>
        <source>by listening</source>
        <translation>durch Zuhören</translation>
    </message>
</context>
<context>
    <name>Loading</name>
    <message>
        <source>The recognizer could not be loaded; run `sayso doctor` to see why.</source>
        <translation>Die Erkennung ließ sich nicht laden; den Grund zeigt `sayso doctor`.</translation>
    </message>
</context>
<context>
    <name>Overlay</name>
    <message>
        <source>Listening</source>
        <translation>Hört zu</translation>
    </message>
    <message>
        <source>Listening, hands-free</source>
        <translation>Hört freihändig zu</translation>
    </message>
    <message>
        <source>Leaves no trace</source>
        <translation>Hinterlässt keine Spuren</translation>
    </message>
    <message>
        <source>Hands-free</source>
        <translation>Freihändig</translation>
    </message>
    <message>
        <source>Inserted</source>
        <translation>Eingefügt</translation>
    </message>
    <message>
        <source>On the clipboard: paste it</source>
        <translation>In der Zwischenablage: fügen Sie es ein</translation>
    </message>
    <message>
        <source>The text waits for its window.</source>
        <translation>Der Text wartet auf sein Fenster.</translation>
    </message>
    <message>
        <source>Discarded</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Zurückgenommen</translation>
    </message>
    <message>
        <source>No words were heard</source>
        <translation>Keine Wörter gehört</translation>
    </message>
    <message>
        <source>The model is loading: go on speaking</source>
        <translation>Das Modell lädt: sprechen Sie weiter</translation>
    </message>
    <message>
        <source>Key: finish · Esc: discard</source>
        <translation>Taste: fertig · Esc: verwerfen</translation>
    </message>
    <message>
        <source>Esc discards · a tap goes hands-free</source>
        <translation>Esc verwirft · Antippen: freihändig</translation>
    </message>
    <message>
        <source>Waiting for its window</source>
        <translation>Wartet auf sein Fenster</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Modell lädt</translation>
    </message>
    <message>
        <source>Recognising</source>
        <translation>Erkennt</translation>
    </message>
</context>
<context>
    <name>Sayso</name>
    <message>
        <source>Listening, hands-free</source>
        <translation>Hört freihändig zu</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Hört zu</translation>
    </message>
    <message>
        <source>Recognising</source>
        <translation>Erkennt</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Bitte nachsehen</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Warming up</source>
        <translation>Wärmt auf</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Lädt herunter</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Lädt</translation>
    </message>
    <message>
        <source>&amp;Stop dictation</source>
        <translation>Diktat &amp;stoppen</translation>
    </message>
    <message>
        <source>&amp;Start dictation</source>
        <translation>Diktat &amp;starten</translation>
    </message>
    <message>
        <source>Last d&amp;ictation:</source>
        <translation>Letztes D&amp;iktat:</translation>
    </message>
    <message>
        <source>Last d&amp;ictation, in part taken back:</source>
        <translation>Letztes D&amp;iktat, teils zurückgenommen:</translation>
    </message>
    <message>
        <source>Last d&amp;ictation, taken back:</source>
        <translation>Letztes D&amp;iktat, zurückgenommen:</translation>
    </message>
    <message>
        <source>The last dictation waits for a window.</source>
        <translation>Das letzte Diktat wartet auf ein Fenster.</translation>
    </message>
    <message>
        <source>This text waits for a window:</source>
        <translation>Dieser Text wartet auf ein Fenster:</translation>
    </message>
    <message>
        <source>Sayso ended before this was delivered: {amount}.</source>
        <translation>Sayso endete, bevor dies zugestellt war: {amount}.</translation>
    </message>
    <message>
        <source>&amp;Not delivered: {amount}…</source>
        <translation>&amp;Nicht zugestellt: {amount}…</translation>
    </message>
    <message>
        <source>Sayso ended before this was delivered: {amount}. Open its window to recognise, copy or discard it.</source>
        <translation>Sayso endete, bevor dies zugestellt war: {amount}. Öffnen Sie sein Fenster, um es zu erkennen, zu kopieren oder zu verwerfen.</translation>
    </message>
    <message>
        <source>Reco&amp;gnise</source>
        <translation>&amp;Wörter erkennen</translation>
    </message>
    <message>
        <source>Recognising… {n} left</source>
        <translation>Erkennt… noch {n}</translation>
    </message>
    <message>
        <source>This desktop shows no tray icons, so Sayso is in this window: closing it quits Sayso.</source>
        <translation>Diese Arbeitsfläche zeigt keine Symbole im Infobereich, darum ist Sayso in diesem Fenster: wird es geschlossen, so wird Sayso beendet.</translation>
    </message>
    <message>
        <source>&amp;Version {version} is available…</source>
        <translation>Version {version} erhä&amp;ltlich…</translation>
    </message>
    <message>
        <source>Leaves no trace</source>
        <translation>Hinterlässt keine Spuren</translation>
    </message>
    <message>
        <source>Leaves no trace in this application</source>
        <translation>Hinterlässt in diesem Programm keine Spuren</translation>
    </message>
    <message>
        <source>1 utterance</source>
        <translation>1 Äußerung</translation>
    </message>
    <message>
        <source>{n} utterances</source>
        <translation>{n} Äußerungen</translation>
    </message>
    <message>
        <source>It may stand in its window already.</source>
        <translation>Vielleicht steht sie schon in ihrem Fenster.</translation>
    </message>
    <message>
        <source>1 of them may stand in its window already.</source>
        <translation>1 davon steht vielleicht schon in ihrem Fenster.</translation>
    </message>
    <message>
        <source>{n} of them may stand in their windows already.</source>
        <translation>{n} davon stehen vielleicht schon in ihren Fenstern.</translation>
    </message>
    <message>
        <source>GPU {n}</source>
        <translation>GPU {n}</translation>
    </message>
    <message>
        <source>1 utterance waits, {seconds} s</source>
        <translation>1 Äußerung wartet, {seconds} s</translation>
    </message>
    <message>
        <source>{n} utterances wait, {seconds} s</source>
        <translation>{n} Äußerungen warten, {seconds} s</translation>
    </message>
    <message>
        <source>loads when you speak</source>
        <translation>lädt, wenn Sie sprechen</translation>
    </message>
    <message>
        <source>Sayso: {state}</source>
        <translation>Sayso: {state}</translation>
    </message>
    <message>
        <source>A text waits for a window</source>
        <translation>Ein Text wartet auf ein Fenster</translation>
    </message>
    <message>
        <source>Microphone: {name}</source>
        <translation>Mikrofon: {name}</translation>
    </message>
    <message>
        <source>Language: {name}</source>
        <translation>Sprache: {name}</translation>
    </message>
    <message>
        <source>Last text after {seconds} s</source>
        <translation>Letzter Text nach {seconds} s</translation>
    </message>
    <message>
        <source>Downloading {name}</source>
        <translation>Download: {name}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>a few seconds left</source>
        <translation>noch ein paar Sekunden</translation>
    </message>
    <message>
        <source>{n} s left</source>
        <translation>noch {n} s</translation>
    </message>
    <message>
        <source>{n} min left</source>
        <translation>noch {n} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>noch {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>more than a day left</source>
        <translation>noch mehr als ein Tag</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>&apos;{written}&apos; as the hotkey could no longer be used for writing; try {better}.</source>
        <translation>„{written}“ als Taste ließe sich nicht mehr zum Schreiben benutzen; nehmen Sie {better}.</translation>
    </message>
    <message>
        <source>&apos;{written}&apos; asks for one side&apos;s modifier within a chord; write {better}.</source>
        <translation>„{written}“ verlangt in einer Kombination die Taste einer bestimmten Seite; schreiben Sie {better}.</translation>
    </message>
    <message>
        <source>&apos;{written}&apos; does not say which of the two keys; write right_{first} or left_{first2}.</source>
        <translation>„{written}“ sagt nicht, welche der beiden Tasten gemeint ist; schreiben Sie right_{first} oder left_{first2}.</translation>
    </message>
    <message>
        <source>&apos;{written}&apos; has more than one key; write modifiers and one key, for example F9, ctrl+alt+h or right_ctrl.</source>
        <translation>„{written}“ hat mehr als eine Taste; schreiben Sie Umschalttasten und eine Taste, zum Beispiel F9, ctrl+alt+h oder right_ctrl.</translation>
    </message>
    <message>
        <source>&apos;{written}&apos; has no key beside its modifiers; add one, as in ctrl+alt+h.</source>
        <translation>„{written}“ hat neben den Umschalttasten keine Taste; fügen Sie eine hinzu, wie in ctrl+alt+h.</translation>
    </message>
    <message>
        <source>&apos;{written}&apos; has no key beside its modifiers; add one, as in {written2}+h.</source>
        <translation>„{written}“ hat neben den Umschalttasten keine Taste; fügen Sie eine hinzu, wie in {written2}+h.</translation>
    </message>
    <message>
        <source>&apos;{written}&apos; lacks a key beside a &apos;+&apos;; name a key, for example F9, ctrl+alt+h or right_ctrl.</source>
        <translation>In „{written}“ fehlt neben einem „+“ eine Taste; nennen Sie eine, zum Beispiel F9, ctrl+alt+h oder right_ctrl.</translation>
    </message>
    <message>
        <source>&apos;{written}&apos; names a modifier twice; write it once, for example F9, ctrl+alt+h or right_ctrl.</source>
        <translation>„{written}“ nennt eine Umschalttaste zweimal; schreiben Sie sie einmal, zum Beispiel F9, ctrl+alt+h oder right_ctrl.</translation>
    </message>
    <message>
        <source>A Whisper model needs a folder: give its folder as the model.</source>
        <translation>Ein Whisper-Modell braucht einen Ordner: geben Sie seinen Ordner als Modell an.</translation>
    </message>
    <message>
        <source>A damaged history that was set aside cannot be deleted: {failed}; see that it is yours and nothing uses it, and delete it.</source>
        <translation>Ein beschädigter, beiseitegelegter Verlauf lässt sich nicht löschen: {failed}; sorgen Sie dafür, dass er Ihnen gehört und nichts ihn benutzt, und löschen Sie ihn.</translation>
    </message>
    <message>
        <source>A model called {name} could never be chosen, for that means the best one that is there: give another --name.</source>
        <translation>Ein Modell namens {name} ließe sich nie wählen, denn das bedeutet das beste, das da ist: geben Sie einen anderen --name an.</translation>
    </message>
    <message>
        <source>A modifier key stays down whatever is done, so nothing can be typed; press and release Shift, Ctrl and Alt, and try again.</source>
        <translation>Eine Umschalttaste bleibt gedrückt, was auch geschieht, sodass sich nichts eingeben lässt; drücken Sie einmal Umschalt, Strg und Alt und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>A newer version of Sayso has written the history in {folder}; update this one, to use it.</source>
        <translation>Eine neuere Version von Sayso hat den Verlauf in {folder} geschrieben; aktualisieren Sie diese, um ihn zu benutzen.</translation>
    </message>
    <message>
        <source>A setting could not be applied; it holds from the next start on. See the log.</source>
        <translation>Eine Einstellung ließ sich nicht sofort anwenden; sie gilt ab dem nächsten Start. Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>A text of more than {longest_characters} characters cannot be taken back from {name}; undo it there with Ctrl+Z.</source>
        <translation>Ein Text von mehr als {longest_characters} Zeichen lässt sich aus {name} nicht zurücknehmen; machen Sie ihn dort mit Strg+Z rückgängig.</translation>
    </message>
    <message>
        <source>Alt+{key}</source>
        <translation>Alt+{key}</translation>
    </message>
    <message>
        <source>Another input method (as fcitx or ibus) is in use; try typing = paste.</source>
        <translation>Eine andere Eingabemethode (etwa fcitx oder ibus) ist in Benutzung; versuchen Sie typing = paste.</translation>
    </message>
    <message>
        <source>Another program has taken the whole keyboard, as a menu or a locked screen does; close it and try again.</source>
        <translation>Ein anderes Programm hat die ganze Tastatur an sich genommen, wie es ein Menü oder ein gesperrter Bildschirm tut; schließen Sie es und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Another program holds the history in {folder}; try again in a moment, or close it.</source>
        <translation>Ein anderes Programm hält den Verlauf in {folder} besetzt; versuchen Sie es gleich noch einmal oder schließen Sie es.</translation>
    </message>
    <message>
        <source>Another program keeps the clipboard to itself; set typing to keys.</source>
        <translation>Ein anderes Programm behält die Zwischenablage für sich; stellen Sie typing auf keys.</translation>
    </message>
    <message>
        <source>Another program took the clipboard at the same moment; copy the text from Sayso&apos;s window.</source>
        <translation>Ein anderes Programm nahm im selben Augenblick die Zwischenablage; kopieren Sie den Text aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>Another program took the selection meanwhile, so the text is left there; undo it there with Ctrl+Z.</source>
        <translation>Ein anderes Programm nahm inzwischen die Auswahl, darum bleibt der Text dort stehen; machen Sie ihn dort mit Strg+Z rückgängig.</translation>
    </message>
    <message>
        <source>Another window took the keyboard after {} characters, so the rest was not typed; compare them with the last dictation in Sayso&apos;s window.</source>
        <translation>Nach {} Zeichen bekam ein anderes Fenster die Tastatur, darum wurde der Rest nicht eingegeben; vergleichen Sie sie mit dem letzten Diktat im Fenster von Sayso.</translation>
    </message>
    <message>
        <source>Another window took the keyboard while the text was typed, so only a part of it stands there; copy the rest from Sayso&apos;s window.</source>
        <translation>Während der Eingabe bekam ein anderes Fenster die Tastatur, darum steht nur ein Teil des Textes dort; kopieren Sie den Rest aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>CUDA or one of its libraries did not work on {place}: see the log, update the NVIDIA driver, or set device to cpu.</source>
        <translation>CUDA oder eine seiner Bibliotheken arbeitete auf {place} nicht: sehen Sie im Protokoll nach, aktualisieren Sie den NVIDIA-Treiber oder stellen Sie device auf cpu.</translation>
    </message>
    <message>
        <source>Caps Lock</source>
        <translation>Feststelltaste</translation>
    </message>
    <message>
        <source>Caps Lock is on, and another machine would turn the letters round; switch it off.</source>
        <translation>Die Feststelltaste ist an, und ein anderer Rechner würde Groß- und Kleinbuchstaben vertauschen; schalten Sie sie aus.</translation>
    </message>
    <message>
        <source>Caps Lock is on, which would turn the letters round in that window; switch it off and try again.</source>
        <translation>Die Feststelltaste ist an, was in jenem Fenster Groß- und Kleinbuchstaben vertauschen würde; schalten Sie sie aus und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Connecting again</source>
        <translation>Neu verbinden</translation>
    </message>
    <message>
        <source>Converting</source>
        <translation>Umwandeln</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copying to the clipboard presses no keys; press Enter yourself.</source>
        <translation>Das Kopieren in die Zwischenablage drückt keine Tasten; drücken Sie die Eingabetaste selbst.</translation>
    </message>
    <message>
        <source>Ctrl</source>
        <translation>Strg</translation>
    </message>
    <message>
        <source>Ctrl+{key}</source>
        <translation>Strg+{key}</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Downloading {name} failed ({name2}): see the log, and try again.</source>
        <translation>Das Herunterladen von {name} ist fehlgeschlagen ({name2}): sehen Sie im Protokoll nach und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Escape cancels a dictation; choose another hotkey, for example F9, ctrl+alt+h or right_ctrl.</source>
        <translation>Escape bricht ein Diktat ab; wählen Sie eine andere Taste, zum Beispiel F9, ctrl+alt+h oder right_ctrl.</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Pos1</translation>
    </message>
    <message>
        <source>IBus does not answer; log out and in again, or set typing to another way.</source>
        <translation>IBus antwortet nicht; melden Sie sich ab und wieder an oder stellen Sie typing anders ein.</translation>
    </message>
    <message>
        <source>IBus does not run in this session; set typing to another way.</source>
        <translation>IBus läuft in dieser Sitzung nicht; stellen Sie typing anders ein.</translation>
    </message>
    <message>
        <source>IBus went away before Return was pressed; press it yourself.</source>
        <translation>IBus verschwand, bevor die Eingabetaste gedrückt wurde; drücken Sie sie selbst.</translation>
    </message>
    <message>
        <source>IBus went away while the text was on its way; compare it with the last dictation in Sayso&apos;s window.</source>
        <translation>IBus verschwand, während der Text unterwegs war; vergleichen Sie ihn mit dem letzten Diktat im Fenster von Sayso.</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Einfg</translation>
    </message>
    <message>
        <source>It failed unexpectedly ({name}): see the log.</source>
        <translation>Es ist unerwartet fehlgeschlagen ({name}): Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>It is in no file, because Sayso leaves no trace now: say it again.</source>
        <translation>Es steht in keiner Datei, weil Sayso jetzt keine Spuren hinterlässt: sagen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>It is not known where this model came from.</source>
        <translation>Es ist nicht bekannt, woher dieses Modell kommt.</translation>
    </message>
    <message>
        <source>It was left out.</source>
        <translation>Sie wurde weggelassen.</translation>
    </message>
    <message>
        <source>It was stopped.</source>
        <translation>Es wurde angehalten.</translation>
    </message>
    <message>
        <source>Its audio is empty: it was cut off before that.</source>
        <translation>Seine Aufnahme ist leer: sie brach vorher ab.</translation>
    </message>
    <message>
        <source>Its default {default} is used.</source>
        <translation>Es gilt die Vorgabe {default}.</translation>
    </message>
    <message>
        <source>Left {key}</source>
        <translation>{key} links</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Modell laden</translation>
    </message>
    <message>
        <source>Loading the model {model} was interrupted: try again.</source>
        <translation>Das Laden des Modells {model} wurde unterbrochen: versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Loading the starter</source>
        <translation>Startmodell laden</translation>
    </message>
    <message>
        <source>No NVIDIA graphics card with a working driver was found: install NVIDIA&apos;s driver, or set device to cpu.</source>
        <translation>Es wurde keine NVIDIA-Grafikkarte mit funktionierendem Treiber gefunden: installieren Sie den Treiber von NVIDIA oder stellen Sie device auf cpu.</translation>
    </message>
    <message>
        <source>No Whisper model is on this machine.</source>
        <translation>Auf diesem Rechner ist kein Whisper-Modell.</translation>
    </message>
    <message>
        <source>No answer came within {answer_seconds} seconds: the model still loads or hangs, and is started again if it does, so check again in a minute.</source>
        <translation>Innerhalb von {answer_seconds} Sekunden kam keine Antwort: das Modell lädt noch oder hängt und wird in diesem Fall neu gestartet; prüfen Sie es also in einer Minute noch einmal.</translation>
    </message>
    <message>
        <source>No key is listened to.</source>
        <translation>Auf keine Taste wird gehört.</translation>
    </message>
    <message>
        <source>No microphone was found; plug one in, or switch it on in the system&apos;s sound settings.</source>
        <translation>Es wurde kein Mikrofon gefunden; schließen Sie eines an oder schalten Sie es in den Toneinstellungen des Systems ein.</translation>
    </message>
    <message>
        <source>No process for the download could be started ({strerror}): close other programs.</source>
        <translation>Für das Herunterladen ließ sich kein Prozess starten ({strerror}): schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>No process for the speech engine could be started ({strerror}): close other programs.</source>
        <translation>Für die Spracherkennung ließ sich kein Prozess starten ({strerror}): schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>No recognizer is available: choose another model.</source>
        <translation>Keine Erkennung ist verfügbar: wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>No text waits to be copied.</source>
        <translation>Kein Text wartet darauf, kopiert zu werden.</translation>
    </message>
    <message>
        <source>No text waits to be typed.</source>
        <translation>Kein Text wartet darauf, eingegeben zu werden.</translation>
    </message>
    <message>
        <source>No window has the keyboard; click where the text belongs and try again.</source>
        <translation>Kein Fenster hat die Tastatur; klicken Sie dorthin, wo der Text hingehört, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>No window has the keyboard; click where the text belongs.</source>
        <translation>Kein Fenster hat die Tastatur; klicken Sie dorthin, wo der Text hingehört.</translation>
    </message>
    <message>
        <source>Nothing came for {stall} seconds: check the network and try again, which goes on where it stopped.</source>
        <translation>{stall} Sekunden lang kam nichts: prüfen Sie das Netz und versuchen Sie es noch einmal; es geht dort weiter, wo es aufgehört hat.</translation>
    </message>
    <message>
        <source>Nothing can be played ({why}); choose a loudspeaker or headphones in the system&apos;s sound settings.</source>
        <translation>Es lässt sich nichts abspielen ({why}); wählen Sie in den Toneinstellungen des Systems einen Lautsprecher oder Kopfhörer.</translation>
    </message>
    <message>
        <source>Nothing can be written to {folder}: give yourself the right to, or move Sayso&apos;s folders with SAYSO_HOME.</source>
        <translation>In {folder} lässt sich nichts schreiben: geben Sie sich das Recht dazu oder verlegen Sie die Ordner von Sayso mit SAYSO_HOME.</translation>
    </message>
    <message>
        <source>Nothing is downloaded while HF_HUB_OFFLINE is set: unset it, or copy the model here.</source>
        <translation>Solange HF_HUB_OFFLINE gesetzt ist, wird nichts heruntergeladen: entfernen Sie die Variable oder kopieren Sie das Modell hierher.</translation>
    </message>
    <message>
        <source>Nothing is offered that was not delivered; see `sayso history list`.</source>
        <translation>Es wird nichts angeboten, das nicht zugestellt wurde; siehe `sayso history list`.</translation>
    </message>
    <message>
        <source>Num Lock</source>
        <translation>Num</translation>
    </message>
    <message>
        <source>On Wayland only the compositor may listen for keys, so bind one there to `sayso start` and `sayso stop`; in sway: bindsym --no-repeat Ctrl+F9 exec sayso start, and bindsym --release Ctrl+F9 exec sayso stop.</source>
        <translation>Unter Wayland darf nur der Compositor auf Tasten hören; binden Sie darum dort eine an `sayso start` und `sayso stop`, in sway: bindsym --no-repeat Ctrl+F9 exec sayso start und bindsym --release Ctrl+F9 exec sayso stop.</translation>
    </message>
    <message>
        <source>Only the first {} characters were typed, or a few more; compare them with the last dictation in Sayso&apos;s window.</source>
        <translation>Nur die ersten {} Zeichen wurden eingegeben, oder ein paar mehr; vergleichen Sie sie mit dem letzten Diktat im Fenster von Sayso.</translation>
    </message>
    <message>
        <source>Others may be able to read {path}; its rights cannot be changed.</source>
        <translation>Andere können {path} vielleicht lesen; die Rechte lassen sich nicht ändern.</translation>
    </message>
    <message>
        <source>Page Down</source>
        <translation>Bild ab</translation>
    </message>
    <message>
        <source>Page Up</source>
        <translation>Bild auf</translation>
    </message>
    <message>
        <source>PortAudio cannot be started ({error}); restart the sound system or log in again.</source>
        <translation>PortAudio lässt sich nicht starten ({error}); starten Sie das Tonsystem neu oder melden Sie sich neu an.</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Reading the model</source>
        <translation>Modell lesen</translation>
    </message>
    <message>
        <source>Recognition is {waiting} minutes behind: choose a smaller model.</source>
        <translation>Die Erkennung liegt {waiting} Minuten zurück: wählen Sie ein kleineres Modell.</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Eingabetaste</translation>
    </message>
    <message>
        <source>Right {key}</source>
        <translation>{key} rechts</translation>
    </message>
    <message>
        <source>Sayso cannot see whether {whose} takes what it types there; should a text be missing, copy it from Sayso&apos;s window.</source>
        <translation>Sayso kann nicht sehen, ob {whose} annimmt, was es dort eingibt; sollte ein Text fehlen, kopieren Sie ihn aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>Sayso is ending, and loads no model any more: start it again.</source>
        <translation>Sayso wird beendet und lädt kein Modell mehr: starten Sie es neu.</translation>
    </message>
    <message>
        <source>Sayso is ending, so nothing is typed any more.</source>
        <translation>Sayso wird beendet, darum wird nichts mehr eingegeben.</translation>
    </message>
    <message>
        <source>Sayso is ending, so nothing is typed any more; start it again.</source>
        <translation>Sayso wird beendet, darum wird nichts mehr eingegeben; starten Sie es neu.</translation>
    </message>
    <message>
        <source>Sayso is ending, so this was not recognised; start it again.</source>
        <translation>Sayso wird beendet, darum wurde dies nicht erkannt; starten Sie es neu.</translation>
    </message>
    <message>
        <source>Sayso is ending.</source>
        <translation>Sayso wird beendet.</translation>
    </message>
    <message>
        <source>Sayso is ending; start it again.</source>
        <translation>Sayso wird beendet; starten Sie es neu.</translation>
    </message>
    <message>
        <source>Sayso is ending; the text was not typed.</source>
        <translation>Sayso wird beendet; der Text wurde nicht eingegeben.</translation>
    </message>
    <message>
        <source>Sayso is ending; what is left is seen to at the next start.</source>
        <translation>Sayso wird beendet; um das Übrige kümmert es sich beim nächsten Start.</translation>
    </message>
    <message>
        <source>Sayso is just ending.</source>
        <translation>Sayso wird gerade beendet.</translation>
    </message>
    <message>
        <source>Sayso is set to work offline: set offline to false to download {name}, or copy the model here.</source>
        <translation>Sayso soll ohne Netz arbeiten: stellen Sie offline auf false, um {name} herunterzuladen, oder kopieren Sie das Modell hierher.</translation>
    </message>
    <message>
        <source>Sayso was closed while the text was typed, so only its beginning stands there.</source>
        <translation>Sayso wurde während der Eingabe geschlossen, darum steht nur der Anfang des Textes dort.</translation>
    </message>
    <message>
        <source>Sayso&apos;s doctor cannot be started ({strerror}): run sayso doctor in a terminal.</source>
        <translation>Die Prüfung von Sayso lässt sich nicht starten ({strerror}): rufen Sie sayso doctor in einem Terminal auf.</translation>
    </message>
    <message>
        <source>Sayso&apos;s doctor did not end: run sayso doctor in a terminal.</source>
        <translation>Die Prüfung von Sayso endete nicht: rufen Sie sayso doctor in einem Terminal auf.</translation>
    </message>
    <message>
        <source>Sayso&apos;s own window has the keyboard; click where the text belongs first.</source>
        <translation>Ein Fenster von Sayso selbst hat die Tastatur; klicken Sie zuerst dorthin, wo der Text hingehört.</translation>
    </message>
    <message>
        <source>Sayso&apos;s own windows do not answer, so the keyboard layout cannot be read; try again.</source>
        <translation>Die Fenster von Sayso antworten nicht, darum lässt sich die Tastaturbelegung nicht lesen; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Sayso&apos;s settings. `sayso settings` lists what there is.</source>
        <translation>Einstellungen von Sayso. `sayso settings` nennt, was es gibt.</translation>
    </message>
    <message>
        <source>Scroll Lock</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>Settings of Sayso, all that differ from its defaults.</source>
        <translation>Einstellungen von Sayso, alle, die von der Vorgabe abweichen.</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Umschalt</translation>
    </message>
    <message>
        <source>Shift+Insert is how Sayso pastes a text; choose another hotkey, for example F9, ctrl+alt+h or right_ctrl.</source>
        <translation>Mit Umschalt+Einfg fügt Sayso Text ein; wählen Sie eine andere Taste, zum Beispiel F9, ctrl+alt+h oder right_ctrl.</translation>
    </message>
    <message>
        <source>Shift+{key}</source>
        <translation>Umschalt+{key}</translation>
    </message>
    <message>
        <source>Something is being recognised again already; wait for it.</source>
        <translation>Es wird schon etwas noch einmal erkannt; warten Sie darauf.</translation>
    </message>
    <message>
        <source>Something went wrong that should not have; see the log, and dictate it again.</source>
        <translation>Etwas ist schiefgegangen, das nicht schiefgehen sollte; sehen Sie im Protokoll nach und diktieren Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Starter</source>
        <translation>Startmodell</translation>
    </message>
    <message>
        <source>Starting Whisper</source>
        <translation>Whisper starten</translation>
    </message>
    <message>
        <source>Starting at login cannot be read or changed in the registry ({strerror}): use Task Manager&apos;s list of startup apps.</source>
        <translation>Der Start bei der Anmeldung lässt sich in der Registrierung nicht lesen oder ändern ({strerror}): benutzen Sie die Liste der Autostart-Apps im Task-Manager.</translation>
    </message>
    <message>
        <source>Starting at login could not be changed ({strerror}): check the permissions of {parent}.</source>
        <translation>Der Start bei der Anmeldung ließ sich nicht ändern ({strerror}): prüfen Sie die Rechte von {parent}.</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>Systemstandard</translation>
    </message>
    <message>
        <source>Text that runs from right to left cannot be taken back from {name}; undo it there with Ctrl+Z.</source>
        <translation>Text, der von rechts nach links läuft, lässt sich aus {name} nicht zurücknehmen; machen Sie ihn dort mit Strg+Z rückgängig.</translation>
    </message>
    <message>
        <source>That could not be done; the log has the reason.</source>
        <translation>Das ließ sich nicht tun; der Grund steht im Protokoll.</translation>
    </message>
    <message>
        <source>That is a password field of {name}: Sayso types nothing there.</source>
        <translation>Das ist ein Passwortfeld von {name}: dort gibt Sayso nichts ein.</translation>
    </message>
    <message>
        <source>That is a password field, so nothing was typed into it.</source>
        <translation>Das ist ein Passwortfeld, darum wurde nichts eingegeben.</translation>
    </message>
    <message>
        <source>That window</source>
        <translation>Jenes Fenster</translation>
    </message>
    <message>
        <source>That window still does not answer; it may paste what waits once it does.</source>
        <translation>Jenes Fenster antwortet immer noch nicht; vielleicht fügt es ein, was wartet, sobald es antwortet.</translation>
    </message>
    <message>
        <source>The PortAudio library is missing; install it with the system&apos;s package manager (libportaudio2 on Debian and Ubuntu, portaudio elsewhere).</source>
        <translation>Die Bibliothek PortAudio fehlt; installieren Sie sie mit der Paketverwaltung des Systems (libportaudio2 unter Debian und Ubuntu, sonst portaudio).</translation>
    </message>
    <message>
        <source>The Python package pywayland is missing here, so Sayso cannot speak with this Wayland desktop; set typing to copy, or install pywayland.</source>
        <translation>Das Python-Paket pywayland fehlt hier, darum kann Sayso mit dieser Wayland-Arbeitsfläche nicht sprechen; stellen Sie typing auf copy oder installieren Sie pywayland.</translation>
    </message>
    <message>
        <source>The Return key could not be pressed; press it yourself.</source>
        <translation>Die Eingabetaste ließ sich nicht drücken; drücken Sie sie selbst.</translation>
    </message>
    <message>
        <source>The Wayland desktop cannot be reached; start Sayso inside the desktop session.</source>
        <translation>Die Wayland-Arbeitsfläche ist nicht zu erreichen; starten Sie Sayso innerhalb der Sitzung.</translation>
    </message>
    <message>
        <source>The Wayland desktop does not answer, so nothing was typed; try again.</source>
        <translation>Die Wayland-Arbeitsfläche antwortet nicht, darum wurde nichts eingegeben; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The Wayland desktop does not answer; try again, or start Sayso again.</source>
        <translation>Die Wayland-Arbeitsfläche antwortet nicht; versuchen Sie es noch einmal oder starten Sie Sayso neu.</translation>
    </message>
    <message>
        <source>The Wayland desktop went away before anything was typed; try again.</source>
        <translation>Die Wayland-Arbeitsfläche verschwand, bevor etwas eingegeben wurde; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The Wayland desktop went away while the text was pasted; look whether it stands there, and copy it from Sayso&apos;s window if not.</source>
        <translation>Die Wayland-Arbeitsfläche verschwand während des Einfügens; sehen Sie nach, ob der Text dort steht, und kopieren Sie ihn sonst aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>The Wayland desktop went away while the text was typed, so only a part of it may stand there; look, and copy the rest from Sayso&apos;s window.</source>
        <translation>Die Wayland-Arbeitsfläche verschwand während der Eingabe, darum steht vielleicht nur ein Teil des Textes dort; sehen Sie nach und kopieren Sie den Rest aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>The Wayland desktop went away, so the text could not be copied; copy it from Sayso&apos;s window.</source>
        <translation>Die Wayland-Arbeitsfläche verschwand, darum ließ sich der Text nicht kopieren; kopieren Sie ihn aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>The Whisper model is not loaded: load it first.</source>
        <translation>Das Whisper-Modell ist nicht geladen: laden Sie es zuerst.</translation>
    </message>
    <message>
        <source>The Whisper model {name} is not on this machine: get it with `sayso models download {name2}`.</source>
        <translation>Das Whisper-Modell {name} ist nicht auf diesem Rechner: holen Sie es mit `sayso models download {name2}`.</translation>
    </message>
    <message>
        <source>The Whisper model {wanted} is not on this machine: see `sayso models list`, give its folder as the model, or copy it to {models_folder}.</source>
        <translation>Das Whisper-Modell {wanted} ist nicht auf diesem Rechner: siehe `sayso models list`, geben Sie seinen Ordner als Modell an oder kopieren Sie es nach {models_folder}.</translation>
    </message>
    <message>
        <source>The X display cannot be reached, so no text can be put into a window; start Sayso inside the desktop session.</source>
        <translation>Der X-Bildschirm ist nicht zu erreichen, darum kann kein Text in ein Fenster gelangen; starten Sie Sayso innerhalb der Sitzung.</translation>
    </message>
    <message>
        <source>The X display does not answer, so the text may not have gone in; look at the window, and copy the text from Sayso&apos;s window if it is not there.</source>
        <translation>Der X-Bildschirm antwortet nicht, darum ist der Text vielleicht nicht angekommen; sehen Sie im Fenster nach und kopieren Sie ihn aus dem Fenster von Sayso, wenn er dort nicht steht.</translation>
    </message>
    <message>
        <source>The X server cannot be reached to listen for the hotkey ({error}); check the variable DISPLAY.</source>
        <translation>Der X-Server ist nicht zu erreichen, um auf die Taste zu hören ({error}); prüfen Sie die Variable DISPLAY.</translation>
    </message>
    <message>
        <source>The X server does not answer ({error}); start Sayso again when it does.</source>
        <translation>Der X-Server antwortet nicht ({error}); starten Sie Sayso neu, wenn er wieder antwortet.</translation>
    </message>
    <message>
        <source>The X server refused to put the text into the window, which has perhaps just been closed; copy the text from Sayso&apos;s window.</source>
        <translation>Der X-Server weigerte sich, den Text in das Fenster zu bringen, das vielleicht gerade geschlossen wurde; kopieren Sie den Text aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>The audio of an utterance is not there any more.</source>
        <translation>Die Aufnahme einer Äußerung ist nicht mehr da.</translation>
    </message>
    <message>
        <source>The built-in starter cannot be loaded, so its installation is broken: install Sayso again.</source>
        <translation>Das eingebaute Startmodell lässt sich nicht laden, die Installation ist also beschädigt: installieren Sie Sayso neu.</translation>
    </message>
    <message>
        <source>The built-in starter does not run, so its installation is broken: install Sayso again.</source>
        <translation>Das eingebaute Startmodell läuft nicht, die Installation ist also beschädigt: installieren Sie Sayso neu.</translation>
    </message>
    <message>
        <source>The clipboard cannot be changed now; set typing to keys.</source>
        <translation>Die Zwischenablage lässt sich jetzt nicht ändern; stellen Sie typing auf keys.</translation>
    </message>
    <message>
        <source>The clipboard cannot be used, because Windows gives Sayso no window; restart Sayso.</source>
        <translation>Die Zwischenablage lässt sich nicht benutzen, weil Windows Sayso kein Fenster gibt; starten Sie Sayso neu.</translation>
    </message>
    <message>
        <source>The clipboard takes no text now; set typing to keys.</source>
        <translation>Die Zwischenablage nimmt jetzt keinen Text an; stellen Sie typing auf keys.</translation>
    </message>
    <message>
        <source>The command wl-copy failed, so the text could not be copied; copy it from Sayso&apos;s window.</source>
        <translation>Der Befehl wl-copy ist fehlgeschlagen, darum ließ sich der Text nicht kopieren; kopieren Sie ihn aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>The command wl-copy is missing, without which nothing can be copied on this desktop; install the package wl-clipboard.</source>
        <translation>Der Befehl wl-copy fehlt, ohne den sich auf dieser Arbeitsfläche nichts kopieren lässt; installieren Sie das Paket wl-clipboard.</translation>
    </message>
    <message>
        <source>The connection to {host} broke off: download {name} again, which goes on where it stopped.</source>
        <translation>Die Verbindung zu {host} ist abgebrochen: laden Sie {name} noch einmal herunter; es geht dort weiter, wo es aufgehört hat.</translation>
    </message>
    <message>
        <source>The connection to {host} is not safe ({reason}): check the clock and the proxy, or set SSL_CERT_FILE to your network&apos;s certificates.</source>
        <translation>Die Verbindung zu {host} ist nicht sicher ({reason}): prüfen Sie Uhr und Proxy oder setzen Sie SSL_CERT_FILE auf die Zertifikate Ihres Netzes.</translation>
    </message>
    <message>
        <source>The demonstration needs no key.</source>
        <translation>Die Vorführung braucht keine Taste.</translation>
    </message>
    <message>
        <source>The desktop asked for permission first; go back to your window and try again.</source>
        <translation>Das System hat erst um Erlaubnis gefragt; gehen Sie zurück in Ihr Fenster und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The desktop asked whether Sayso may control the keyboard, and nobody answered; dictate again and allow it.</source>
        <translation>Das System hat gefragt, ob Sayso die Tastatur steuern darf, und niemand hat geantwortet; diktieren Sie noch einmal und erlauben Sie es.</translation>
    </message>
    <message>
        <source>The desktop has taken back its permission to type; dictate again.</source>
        <translation>Das System hat seine Erlaubnis zur Eingabe zurückgenommen; diktieren Sie noch einmal.</translation>
    </message>
    <message>
        <source>The desktop was told not to let Sayso control the keyboard; start Sayso again to be asked again, or set typing to copy.</source>
        <translation>Dem System wurde gesagt, dass Sayso die Tastatur nicht steuern darf; starten Sie Sayso neu, um noch einmal gefragt zu werden, oder stellen Sie typing auf copy.</translation>
    </message>
    <message>
        <source>The desktop&apos;s message bus cannot be reached; start Sayso inside the desktop session.</source>
        <translation>Der Nachrichtenbus der Arbeitsfläche ist nicht zu erreichen; starten Sie Sayso innerhalb der Sitzung.</translation>
    </message>
    <message>
        <source>The desktop&apos;s portal does not answer as it should; set typing to copy for now.</source>
        <translation>Das Portal der Arbeitsfläche antwortet nicht, wie es sollte; stellen Sie typing vorerst auf copy.</translation>
    </message>
    <message>
        <source>The desktop&apos;s portal went away while the text was on its way; compare it with the last dictation in Sayso&apos;s window.</source>
        <translation>Das Portal der Arbeitsfläche verschwand, während der Text unterwegs war; vergleichen Sie ihn mit dem letzten Diktat im Fenster von Sayso.</translation>
    </message>
    <message>
        <source>The disk failed under the history in {folder}; see that it is there and in order.</source>
        <translation>Der Datenträger mit dem Verlauf in {folder} hat versagt; sorgen Sie dafür, dass er da und in Ordnung ist.</translation>
    </message>
    <message>
        <source>The disk is full: make room for the history in {folder}.</source>
        <translation>Der Datenträger ist voll: schaffen Sie Platz für den Verlauf in {folder}.</translation>
    </message>
    <message>
        <source>The disk is full: the audio is deleted, but the words are not yet; make room for the history in {folder}, and delete them again.</source>
        <translation>Der Datenträger ist voll: die Aufnahmen sind gelöscht, die Wörter aber noch nicht; schaffen Sie Platz für den Verlauf in {folder} und löschen Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>The disk of {folder} is full: make room and download again, which goes on where it stopped.</source>
        <translation>Der Datenträger von {folder} ist voll: schaffen Sie Platz und laden Sie noch einmal herunter; es geht dort weiter, wo es aufgehört hat.</translation>
    </message>
    <message>
        <source>The disk of {parent} has {mb} free and {name} needs {mb2}, with {mb3} to spare: make room, or choose a smaller model.</source>
        <translation>Auf dem Datenträger von {parent} sind {mb} frei, {name} braucht {mb2}, und {mb3} sollen übrig bleiben: schaffen Sie Platz oder wählen Sie ein kleineres Modell.</translation>
    </message>
    <message>
        <source>The disk with the history in {folder} does not answer; try again later.</source>
        <translation>Der Datenträger mit dem Verlauf in {folder} antwortet nicht; versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>The download of {name} was cancelled: start it again to go on where it stopped.</source>
        <translation>Das Herunterladen von {name} wurde abgebrochen: starten Sie es neu, um dort weiterzumachen, wo es aufgehört hat.</translation>
    </message>
    <message>
        <source>The driver of the NVIDIA graphics card is missing or too old for CUDA 12: install NVIDIA&apos;s current driver, or set device to cpu.</source>
        <translation>Der Treiber der NVIDIA-Grafikkarte fehlt oder ist zu alt für CUDA 12: installieren Sie den aktuellen Treiber von NVIDIA oder stellen Sie device auf cpu.</translation>
    </message>
    <message>
        <source>The engine failed on this audio ({name}): see the log, and say it again.</source>
        <translation>Die Engine ist an dieser Aufnahme gescheitert ({name}): sehen Sie im Protokoll nach und sagen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The environment variable {fixed} sets {key}; unset it and start Sayso again to change it here.</source>
        <translation>Die Umgebungsvariable {fixed} legt {key} fest; entfernen Sie sie und starten Sie Sayso neu, um es hier zu ändern.</translation>
    </message>
    <message>
        <source>The field in {name} is for a password; type it yourself.</source>
        <translation>Das Feld in {name} ist für ein Passwort; geben Sie es selbst ein.</translation>
    </message>
    <message>
        <source>The file as it was is kept as {aside}.</source>
        <translation>Die Datei, wie sie war, liegt als {aside}.</translation>
    </message>
    <message>
        <source>The file config.json in {source} cannot be read: copy the whole folder again.</source>
        <translation>Die Datei config.json in {source} lässt sich nicht lesen: kopieren Sie den ganzen Ordner noch einmal.</translation>
    </message>
    <message>
        <source>The file {path} cannot be read ({strerror}); choose another one.</source>
        <translation>Die Datei {path} lässt sich nicht lesen ({strerror}); wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>The file {path} does not hold settings, or is damaged; nothing of it was used.</source>
        <translation>Die Datei {path} enthält keine Einstellungen oder ist beschädigt; nichts daraus wurde übernommen.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be written to ({why}); make it writable, or free some space.</source>
        <translation>In den Ordner {folder} lässt sich nicht schreiben ({why}); machen Sie ihn beschreibbar oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>The graphics card {place} does not do this arithmetic: set compute_type to auto, or device to cpu.</source>
        <translation>Die Grafikkarte {place} kann so nicht rechnen: stellen Sie compute_type auf auto oder device auf cpu.</translation>
    </message>
    <message>
        <source>The graphics card {place} is not one that CTranslate2 is built for: set device to cpu.</source>
        <translation>Für die Grafikkarte {place} ist CTranslate2 nicht gebaut: stellen Sie device auf cpu.</translation>
    </message>
    <message>
        <source>The history could not be written, and nothing of it was; try again.</source>
        <translation>Der Verlauf ließ sich nicht schreiben, auch kein Teil davon; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The history failed; the log tells why.</source>
        <translation>Der Verlauf hat versagt; den Grund nennt das Protokoll.</translation>
    </message>
    <message>
        <source>The history in {folder} can only be read, because its folder cannot be written to; make it writable, or copy it to where it is.</source>
        <translation>Der Verlauf in {folder} lässt sich nur lesen, weil in seinen Ordner nicht geschrieben werden darf; machen Sie ihn beschreibbar oder kopieren Sie ihn dorthin, wo er es ist.</translation>
    </message>
    <message>
        <source>The history in {folder} cannot be opened; see that the folder is there and yours to write in.</source>
        <translation>Der Verlauf in {folder} lässt sich nicht öffnen; sorgen Sie dafür, dass der Ordner da ist und Sie darin schreiben dürfen.</translation>
    </message>
    <message>
        <source>The history in {folder} cannot be used: {strerror}; see that the disk is there and in order.</source>
        <translation>Der Verlauf in {folder} lässt sich nicht benutzen: {strerror}; sorgen Sie dafür, dass der Datenträger da und in Ordnung ist.</translation>
    </message>
    <message>
        <source>The history in {folder} could not be used ({name}); start Sayso again, and report it if that does not help.</source>
        <translation>Der Verlauf in {folder} ließ sich nicht benutzen ({name}); starten Sie Sayso neu und melden Sie es, wenn das nicht hilft.</translation>
    </message>
    <message>
        <source>The history in {folder} is damaged; it is set aside when it is next opened, and what can be read of it is kept.</source>
        <translation>Der Verlauf in {folder} ist beschädigt; beim nächsten Öffnen wird er beiseitegelegt, und was sich lesen lässt, bleibt erhalten.</translation>
    </message>
    <message>
        <source>The history in {folder} may not be written; see that the folder is yours and not read-only.</source>
        <translation>Der Verlauf in {folder} darf nicht geschrieben werden; sorgen Sie dafür, dass der Ordner Ihnen gehört und nicht schreibgeschützt ist.</translation>
    </message>
    <message>
        <source>The history was closed; open it anew.</source>
        <translation>Der Verlauf wurde geschlossen; öffnen Sie ihn neu.</translation>
    </message>
    <message>
        <source>The history was damaged, and no more than this text could be read.</source>
        <translation>Der Verlauf war beschädigt, und mehr als dieser Text ließ sich nicht lesen.</translation>
    </message>
    <message>
        <source>The history was damaged: {count} of its utterances could be brought over into a new one, and the old one is {aside}.</source>
        <translation>Der Verlauf war beschädigt: {count} seiner Äußerungen ließen sich in einen neuen übernehmen, der alte liegt als {aside}.</translation>
    </message>
    <message>
        <source>The keyboard cannot be listened to ({splitlines}); bind keys to `sayso start` and `sayso stop` instead.</source>
        <translation>Auf die Tastatur lässt sich nicht hören ({splitlines}); binden Sie stattdessen Tasten an `sayso start` und `sayso stop`.</translation>
    </message>
    <message>
        <source>The keyboard has no Insert key to paste with; set typing to keys.</source>
        <translation>Die Tastatur hat keine Taste Einfg zum Einfügen; stellen Sie typing auf keys.</translation>
    </message>
    <message>
        <source>The keyboard has no Return key; press it yourself.</source>
        <translation>Die Tastatur hat keine Eingabetaste; drücken Sie sie selbst.</translation>
    </message>
    <message>
        <source>The keyboard is secured, as for a password, so Sayso types nothing; leave the password field, or turn off Secure Keyboard Entry in the terminal&apos;s menu.</source>
        <translation>Die Tastatur ist gesichert, wie für ein Passwort, darum gibt Sayso nichts ein; verlassen Sie das Passwortfeld oder schalten Sie im Menü des Terminals die sichere Tastatureingabe aus.</translation>
    </message>
    <message>
        <source>The keyboard lacks a key that is needed to take the text back; undo it in its window with Ctrl+Z.</source>
        <translation>Der Tastatur fehlt eine Taste, die zum Zurücknehmen nötig ist; machen Sie den Text in seinem Fenster mit Strg+Z rückgängig.</translation>
    </message>
    <message>
        <source>The keyboard layout has no key for {missing}, and another machine takes nothing but keys; switch the layout, or share the clipboard with it.</source>
        <translation>Die Tastaturbelegung hat keine Taste für {missing}, und ein anderer Rechner nimmt nur Tasten an; wechseln Sie die Belegung oder teilen Sie die Zwischenablage mit ihm.</translation>
    </message>
    <message>
        <source>The keyboard layout has no key for {missing}, and that window takes keys only; switch the layout, or paste the text there yourself.</source>
        <translation>Die Tastaturbelegung hat keine Taste für {missing}, und jenes Fenster nimmt nur Tasten an; wechseln Sie die Belegung oder fügen Sie den Text dort selbst ein.</translation>
    </message>
    <message>
        <source>The keyboard layout has no key for {missing}; switch to a layout that has one.</source>
        <translation>Die Tastaturbelegung hat keine Taste für {missing}; wechseln Sie zu einer, die sie hat.</translation>
    </message>
    <message>
        <source>The keyboard of the X server can no longer be listened to, so the hotkey is dead; start Sayso again.</source>
        <translation>Auf die Tastatur des X-Servers lässt sich nicht mehr hören, die Taste ist also tot; starten Sie Sayso neu.</translation>
    </message>
    <message>
        <source>The keyboard went to another window; click where the text belongs and try again.</source>
        <translation>Die Tastatur ging an ein anderes Fenster; klicken Sie dorthin, wo der Text hingehört, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The memory of the graphics card {place} is full: close other programs that use it, choose a smaller model, or set device to cpu.</source>
        <translation>Der Speicher der Grafikkarte {place} ist voll: schließen Sie andere Programme, die sie benutzen, wählen Sie ein kleineres Modell oder stellen Sie device auf cpu.</translation>
    </message>
    <message>
        <source>The microphone {name} cannot be opened ({why}); choose another as `sayso devices` lists them.</source>
        <translation>Das Mikrofon {name} lässt sich nicht öffnen ({why}); wählen Sie ein anderes, wie `sayso devices` sie nennt.</translation>
    </message>
    <message>
        <source>The microphone {name} is in use by another program or was refused; close that program, or allow Sayso the microphone in the system&apos;s privacy settings.</source>
        <translation>Das Mikrofon {name} wird von einem anderen Programm benutzt oder wurde verweigert; schließen Sie jenes Programm oder erlauben Sie Sayso das Mikrofon in den Datenschutzeinstellungen des Systems.</translation>
    </message>
    <message>
        <source>The microphone {name} went away in mid-dictation; check that it is plugged in and switched on, and dictate the rest again.</source>
        <translation>Das Mikrofon {name} ist mitten im Diktat verschwunden; prüfen Sie, ob es angeschlossen und eingeschaltet ist, und diktieren Sie den Rest noch einmal.</translation>
    </message>
    <message>
        <source>The microphone {wanted} is not there; plug it in, or choose one of these: {there}.</source>
        <translation>Das Mikrofon {wanted} ist nicht da; schließen Sie es an oder wählen Sie eines von diesen: {there}.</translation>
    </message>
    <message>
        <source>The model cannot be written to {target} ({strerror}): make room or correct the folder&apos;s permissions.</source>
        <translation>Das Modell lässt sich nicht nach {target} schreiben ({strerror}): schaffen Sie Platz oder berichtigen Sie die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>The model folder {folder} does not exist: check its path.</source>
        <translation>Den Modellordner {folder} gibt es nicht: prüfen Sie seinen Pfad.</translation>
    </message>
    <message>
        <source>The model has no name: give a name as base, or a folder.</source>
        <translation>Das Modell hat keinen Namen: geben Sie einen an, etwa base, oder einen Ordner.</translation>
    </message>
    <message>
        <source>The model in {folder} cannot be loaded: {advice}.</source>
        <translation>Das Modell in {folder} lässt sich nicht laden: {advice}.</translation>
    </message>
    <message>
        <source>The model in {folder} is incomplete, {fault}: copy the whole folder again, or remove it and download the model.</source>
        <translation>Das Modell in {folder} ist unvollständig, {fault}: kopieren Sie den ganzen Ordner noch einmal oder entfernen Sie ihn und laden Sie das Modell herunter.</translation>
    </message>
    <message>
        <source>The model in {folder} wants {bands} mel bands, but its preprocessor_config.json, or the lack of one, gives it {bands2}: copy the whole folder again.</source>
        <translation>Das Modell in {folder} verlangt {bands} Mel-Bänder, aber seine preprocessor_config.json, oder deren Fehlen, gibt ihm {bands2}: kopieren Sie den ganzen Ordner noch einmal.</translation>
    </message>
    <message>
        <source>The model in {folder} was read but does not run: {advice}.</source>
        <translation>Das Modell in {folder} wurde gelesen, läuft aber nicht: {advice}.</translation>
    </message>
    <message>
        <source>The model in {source} is incomplete, tokenizer.json is missing: copy it from where the model comes from.</source>
        <translation>Das Modell in {source} ist unvollständig, tokenizer.json fehlt: kopieren Sie die Datei von dort, woher das Modell kommt.</translation>
    </message>
    <message>
        <source>The model is still loading: speak once it is there.</source>
        <translation>Das Modell lädt noch: sprechen Sie, sobald es da ist.</translation>
    </message>
    <message>
        <source>The model takes {needed} MB, and only {free} MB are free in {models_folder}: make room there.</source>
        <translation>Das Modell braucht {needed} MB, und in {models_folder} sind nur {free} MB frei: schaffen Sie dort Platz.</translation>
    </message>
    <message>
        <source>The model {missing} is being downloaded.</source>
        <translation>Das Modell {missing} wird heruntergeladen.</translation>
    </message>
    <message>
        <source>The model {missing} is not on this machine; choose it in the menu first, to download it.</source>
        <translation>Das Modell {missing} ist nicht auf diesem Rechner; wählen Sie es erst im Menü, um es herunterzuladen.</translation>
    </message>
    <message>
        <source>The model {model} could not be loaded ({name}): see the log, and choose another model.</source>
        <translation>Das Modell {model} ließ sich nicht laden ({name}): sehen Sie im Protokoll nach und wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>The model {model} could not be loaded ({name}): see the log.</source>
        <translation>Das Modell {model} ließ sich nicht laden ({name}): Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>The model {name} cannot be replaced ({strerror}): quit Sayso and whatever else uses it, and try again.</source>
        <translation>Das Modell {name} lässt sich nicht ersetzen ({strerror}): beenden Sie Sayso und was es sonst noch benutzt, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The model {name} is being downloaded already: wait for that.</source>
        <translation>Das Modell {name} wird schon heruntergeladen: warten Sie darauf.</translation>
    </message>
    <message>
        <source>The network settings cannot be used ({error}): check HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE.</source>
        <translation>Die Netzeinstellungen lassen sich nicht benutzen ({error}): prüfen Sie HTTPS_PROXY, ALL_PROXY und SSL_CERT_FILE.</translation>
    </message>
    <message>
        <source>The parts of macOS that Sayso types with cannot be loaded; install Sayso again.</source>
        <translation>Die Teile von macOS, mit denen Sayso Text eingibt, lassen sich nicht laden; installieren Sie Sayso neu.</translation>
    </message>
    <message>
        <source>The process that downloads ended ({manner_of_death}): try again, which goes on where it stopped.</source>
        <translation>Der Prozess, der herunterlädt, endete ({manner_of_death}): versuchen Sie es noch einmal; es geht dort weiter, wo es aufgehört hat.</translation>
    </message>
    <message>
        <source>The program that filled the clipboard does not hand it over, so it cannot be kept while Sayso pastes; copy something else.</source>
        <translation>Das Programm, das die Zwischenablage gefüllt hat, gibt den Inhalt nicht heraus, darum lässt er sich nicht bewahren, während Sayso einfügt; kopieren Sie etwas anderes.</translation>
    </message>
    <message>
        <source>The program that holds the clipboard does not answer, so that its content would be lost; copy something else, or set typing to keys.</source>
        <translation>Das Programm, dem die Zwischenablage gehört, antwortet nicht, sodass ihr Inhalt verloren ginge; kopieren Sie etwas anderes oder stellen Sie typing auf keys.</translation>
    </message>
    <message>
        <source>The program that the clipboard&apos;s content comes from does not respond, so it cannot be kept; set typing to keys.</source>
        <translation>Das Programm, von dem der Inhalt der Zwischenablage stammt, reagiert nicht, darum lässt er sich nicht bewahren; stellen Sie typing auf keys.</translation>
    </message>
    <message>
        <source>The program that the clipboard&apos;s content comes from does not respond; end it, or copy something else, and try again.</source>
        <translation>Das Programm, von dem der Inhalt der Zwischenablage stammt, reagiert nicht; beenden Sie es oder kopieren Sie etwas anderes und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The proxy does not let us through to {host}: check HTTPS_PROXY.</source>
        <translation>Der Proxy lässt uns nicht zu {host} durch: prüfen Sie HTTPS_PROXY.</translation>
    </message>
    <message>
        <source>The recognition was cancelled: say it again if it is wanted.</source>
        <translation>Die Erkennung wurde abgebrochen: sagen Sie es noch einmal, wenn es gebraucht wird.</translation>
    </message>
    <message>
        <source>The recognition was given up.</source>
        <translation>Die Erkennung wurde aufgegeben.</translation>
    </message>
    <message>
        <source>The recognizer could not be loaded ({name}); see the log.</source>
        <translation>Die Erkennung ließ sich nicht laden ({name}); Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>The recording of what was said is cut off, so this is lost.</source>
        <translation>Die Aufnahme des Gesagten ist abgeschnitten, dies ist also verloren.</translation>
    </message>
    <message>
        <source>The setting hotkey is empty; name a key, for example F9, ctrl+alt+h or right_ctrl.</source>
        <translation>Die Einstellung hotkey ist leer; nennen Sie eine Taste, zum Beispiel F9, ctrl+alt+h oder right_ctrl.</translation>
    </message>
    <message>
        <source>The settings cannot be written to {path} ({strerror}); make room or correct the folder&apos;s permissions.</source>
        <translation>Die Einstellungen lassen sich nicht nach {path} schreiben ({strerror}); schaffen Sie Platz oder berichtigen Sie die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>The settings file is damaged; every line that can be read was kept.</source>
        <translation>Die Einstellungsdatei ist beschädigt; jede Zeile, die sich lesen lässt, blieb erhalten.</translation>
    </message>
    <message>
        <source>The settings file {path} cannot be read ({strerror}); correct its permissions or move it away.</source>
        <translation>Die Einstellungsdatei {path} lässt sich nicht lesen ({strerror}); berichtigen Sie ihre Rechte oder verschieben Sie sie.</translation>
    </message>
    <message>
        <source>The settings keep Sayso from typing into {name}.</source>
        <translation>Die Einstellungen verbieten Sayso, in {name} etwas einzugeben.</translation>
    </message>
    <message>
        <source>The settings say so.</source>
        <translation>So steht es in den Einstellungen.</translation>
    </message>
    <message>
        <source>The sound device does not play any more; choose another in the system&apos;s sound settings.</source>
        <translation>Das Tongerät spielt nichts mehr ab; wählen Sie in den Toneinstellungen des Systems ein anderes.</translation>
    </message>
    <message>
        <source>The sound server has a microphone but PortAudio cannot reach it; install ALSA&apos;s plugin for it (libasound2-plugins or pipewire-alsa on Debian and Ubuntu).</source>
        <translation>Der Tonserver hat ein Mikrofon, aber PortAudio erreicht es nicht; installieren Sie das ALSA-Plugin dafür (libasound2-plugins oder pipewire-alsa unter Debian und Ubuntu).</translation>
    </message>
    <message>
        <source>The sound system does not answer; restart it (with PipeWire: systemctl --user restart pipewire-pulse) or log in again.</source>
        <translation>Das Tonsystem antwortet nicht; starten Sie es neu (mit PipeWire: systemctl --user restart pipewire-pulse) oder melden Sie sich neu an.</translation>
    </message>
    <message>
        <source>The speech engine did not answer within {limit} seconds and was ended: {advice}.</source>
        <translation>Die Spracherkennung antwortete innerhalb von {limit} Sekunden nicht und wurde beendet: {advice}.</translation>
    </message>
    <message>
        <source>The speech engine was closed while it was loading: start it again.</source>
        <translation>Die Spracherkennung wurde beim Laden geschlossen: starten Sie sie neu.</translation>
    </message>
    <message>
        <source>The speech engine was closed while it was recognising: start it again.</source>
        <translation>Die Spracherkennung wurde beim Erkennen geschlossen: starten Sie sie neu.</translation>
    </message>
    <message>
        <source>The speech engine was closed: start it again.</source>
        <translation>Die Spracherkennung wurde geschlossen: starten Sie sie neu.</translation>
    </message>
    <message>
        <source>The speech engine&apos;s process ended ({manner_of_death}): say it again, and if it happens again, {advice}.</source>
        <translation>Der Prozess der Spracherkennung endete ({manner_of_death}): sagen Sie es noch einmal; wenn es wieder geschieht: {advice}.</translation>
    </message>
    <message>
        <source>The speech engine&apos;s process ended while idle ({manner_of_death}).</source>
        <translation>Der Prozess der Spracherkennung endete, ohne etwas zu tun zu haben ({manner_of_death}).</translation>
    </message>
    <message>
        <source>The starter failed on this audio: see the log, and say it again.</source>
        <translation>Das Startmodell ist an dieser Aufnahme gescheitert: sehen Sie im Protokoll nach und sagen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The starter is not loaded: load it first.</source>
        <translation>Das Startmodell ist nicht geladen: laden Sie es zuerst.</translation>
    </message>
    <message>
        <source>The text could not be taken back for certain; look, and use the window&apos;s own undo.</source>
        <translation>Der Text ließ sich nicht sicher zurücknehmen; sehen Sie nach und benutzen Sie „Rückgängig“ in seinem Fenster.</translation>
    </message>
    <message>
        <source>The text could not be taken back; use its window&apos;s own undo.</source>
        <translation>Der Text ließ sich nicht zurücknehmen; benutzen Sie „Rückgängig“ in seinem Fenster.</translation>
    </message>
    <message>
        <source>The text could not be typed.</source>
        <translation>Der Text ließ sich nicht eingeben.</translation>
    </message>
    <message>
        <source>The text field does not tell what stands in it; take the text back there, by its own undo.</source>
        <translation>Das Textfeld sagt nicht, was in ihm steht; nehmen Sie den Text dort selbst mit „Rückgängig“ zurück.</translation>
    </message>
    <message>
        <source>The text field lost the keyboard before anything was typed; click it and try again.</source>
        <translation>Das Textfeld verlor die Tastatur, bevor etwas eingegeben wurde; klicken Sie hinein und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The text field lost the keyboard while the text was typed, so only a part of it may stand there; look, and copy the rest from Sayso&apos;s window.</source>
        <translation>Das Textfeld verlor während der Eingabe die Tastatur, darum steht vielleicht nur ein Teil des Textes dort; sehen Sie nach und kopieren Sie den Rest aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>The text has emoji or the like, which not every window takes from keys; set typing to paste.</source>
        <translation>Der Text enthält Emoji oder Ähnliches, das nicht jedes Fenster von Tasten annimmt; stellen Sie typing auf paste.</translation>
    </message>
    <message>
        <source>The text is too long for an input method; try typing = paste.</source>
        <translation>Der Text ist zu lang für eine Eingabemethode; versuchen Sie typing = paste.</translation>
    </message>
    <message>
        <source>The text is too long to be typed into another machine; save it there as a file, or share the clipboard with that machine.</source>
        <translation>Der Text ist zu lang, um in einen anderen Rechner eingegeben zu werden; speichern Sie ihn dort als Datei oder teilen Sie die Zwischenablage mit ihm.</translation>
    </message>
    <message>
        <source>The text is too long to be typed key by key; paste it.</source>
        <translation>Der Text ist zu lang, um Taste für Taste eingegeben zu werden; fügen Sie ihn ein.</translation>
    </message>
    <message>
        <source>The voice detection network is missing from the installation; install Sayso again.</source>
        <translation>Das Netz der Stimmerkennung fehlt in der Installation; installieren Sie Sayso neu.</translation>
    </message>
    <message>
        <source>The voice detection network {path} cannot be loaded; install Sayso again.</source>
        <translation>Das Netz der Stimmerkennung {path} lässt sich nicht laden; installieren Sie Sayso neu.</translation>
    </message>
    <message>
        <source>The window</source>
        <translation>Das Fenster</translation>
    </message>
    <message>
        <source>The window did not take the text that was pasted into it.</source>
        <translation>Das Fenster hat den eingefügten Text nicht angenommen.</translation>
    </message>
    <message>
        <source>The window does not answer.</source>
        <translation>Das Fenster antwortet nicht.</translation>
    </message>
    <message>
        <source>The window does not paste with Shift+Insert; set typing_for to keys for its application.</source>
        <translation>Das Fenster fügt mit Umschalt+Einfg nichts ein; stellen Sie typing_for für sein Programm auf keys.</translation>
    </message>
    <message>
        <source>The window does not take text from input methods just now; click into its text field, or set typing to another way.</source>
        <translation>Das Fenster nimmt gerade keinen Text von Eingabemethoden an; klicken Sie in sein Textfeld oder stellen Sie typing anders ein.</translation>
    </message>
    <message>
        <source>The window does not take what is typed, so only a part of the text was sent; look, and copy the rest from Sayso&apos;s window.</source>
        <translation>Das Fenster nimmt das Eingegebene nicht an, darum wurde nur ein Teil des Textes gesendet; sehen Sie nach und kopieren Sie den Rest aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>The window has no text field that takes input methods; try typing = paste.</source>
        <translation>Das Fenster hat kein Textfeld, das Eingabemethoden annimmt; versuchen Sie typing = paste.</translation>
    </message>
    <message>
        <source>The window lost the keyboard while the text was typed, so only its beginning stands there; delete that and try again.</source>
        <translation>Das Fenster verlor während der Eingabe die Tastatur, darum steht nur der Anfang des Textes dort; löschen Sie ihn und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The window of {name} is gone.</source>
        <translation>Das Fenster von {name} ist weg.</translation>
    </message>
    <message>
        <source>The window of {name} that you spoke to is gone.</source>
        <translation>Das Fenster von {name}, zu dem Sie gesprochen haben, ist weg.</translation>
    </message>
    <message>
        <source>The window stopped in the middle of taking the text: look what of it stands there.</source>
        <translation>Das Fenster hörte mitten im Annehmen des Textes auf: sehen Sie nach, was davon dort steht.</translation>
    </message>
    <message>
        <source>The window was closed before it took the text; copy the text from Sayso&apos;s window.</source>
        <translation>Das Fenster wurde geschlossen, bevor es den Text nahm; kopieren Sie den Text aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>The words are deleted, but a recording of them is not yet: {failed}{more}; see that it is yours and nothing uses it, and it goes when Sayso next tidies up.</source>
        <translation>Die Wörter sind gelöscht, eine Aufnahme davon aber noch nicht: {failed}{more}; sorgen Sie dafür, dass sie Ihnen gehört und nichts sie benutzt, dann verschwindet sie, wenn Sayso das nächste Mal aufräumt.</translation>
    </message>
    <message>
        <source>The {engine} engine failed on this audio ({name}): see the log, and say it again.</source>
        <translation>Die Engine {engine} ist an dieser Aufnahme gescheitert ({name}): sehen Sie im Protokoll nach und sagen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>There is a model {name} already, in {target}: give another --name, or --replace it.</source>
        <translation>Es gibt schon ein Modell {name}, in {target}: geben Sie einen anderen --name an oder ersetzen Sie es mit --replace.</translation>
    </message>
    <message>
        <source>There is no Whisper model on this machine: choose one in the menu, or get one with `sayso models download {better}`{advice}.</source>
        <translation>Auf diesem Rechner ist kein Whisper-Modell: wählen Sie eines im Menü oder holen Sie eines mit `sayso models download {better}`{advice}.</translation>
    </message>
    <message>
        <source>There is no audio of it any more, so it cannot be recognised again.</source>
        <translation>Davon gibt es keine Aufnahme mehr, darum lässt es sich nicht noch einmal erkennen.</translation>
    </message>
    <message>
        <source>There is no audio of it any more.</source>
        <translation>Davon gibt es keine Aufnahme mehr.</translation>
    </message>
    <message>
        <source>There is no clipboard here.</source>
        <translation>Hier gibt es keine Zwischenablage.</translation>
    </message>
    <message>
        <source>There is no dictation to take back.</source>
        <translation>Es gibt kein Diktat, das sich zurücknehmen ließe.</translation>
    </message>
    <message>
        <source>There is no display to show anything on; start Sayso from a desktop session. `sayso demo` and `sayso transcribe` need none.</source>
        <translation>Es gibt keinen Bildschirm, auf dem sich etwas zeigen ließe; starten Sie Sayso in einer Desktop-Sitzung. `sayso demo` und `sayso transcribe` brauchen keinen.</translation>
    </message>
    <message>
        <source>There is no engine called {engine}: choose whisper or starter.</source>
        <translation>Eine Engine namens {engine} gibt es nicht: wählen Sie whisper oder starter.</translation>
    </message>
    <message>
        <source>There is no graphics card {device} here: set device to {others}, or to cpu.</source>
        <translation>Eine Grafikkarte {device} gibt es hier nicht: stellen Sie device auf {others} oder auf cpu.</translation>
    </message>
    <message>
        <source>There is no model to load: choose one in the menu.</source>
        <translation>Es gibt kein Modell zu laden: wählen Sie eines im Menü.</translation>
    </message>
    <message>
        <source>There is no screen and so no keyboard to listen to.</source>
        <translation>Es gibt keinen Bildschirm und darum keine Tastatur, auf die sich hören ließe.</translation>
    </message>
    <message>
        <source>There is no setting {key} in [{section}]; it was ignored.</source>
        <translation>Eine Einstellung {key} gibt es in [{section}] nicht; sie wurde übergangen.</translation>
    </message>
    <message>
        <source>There is no setting {key}; `sayso settings` lists what there is.</source>
        <translation>Eine Einstellung {key} gibt es nicht; `sayso settings` nennt, was es gibt.</translation>
    </message>
    <message>
        <source>There is no setting {section} outside a section; it was ignored.</source>
        <translation>Außerhalb eines Abschnitts gibt es keine Einstellung {section}; sie wurde übergangen.</translation>
    </message>
    <message>
        <source>There is no utterance {item_id} in the history; `sayso history list` shows which there are.</source>
        <translation>Eine Äußerung {item_id} gibt es im Verlauf nicht; `sayso history list` zeigt, welche es gibt.</translation>
    </message>
    <message>
        <source>There is no way to type on this desktop.</source>
        <translation>Auf dieser Arbeitsfläche gibt es keinen Weg, Text einzugeben.</translation>
    </message>
    <message>
        <source>This Sayso cannot be started at login: start the installed one.</source>
        <translation>Dieses Sayso lässt sich nicht bei der Anmeldung starten: starten Sie das installierte.</translation>
    </message>
    <message>
        <source>This Wayland desktop does not let Sayso type; set typing to copy and paste by hand.</source>
        <translation>Diese Wayland-Arbeitsfläche lässt Sayso nichts eingeben; stellen Sie typing auf copy und fügen Sie von Hand ein.</translation>
    </message>
    <message>
        <source>This Wayland desktop has no keyboard focus (no seat), so no text can be put into its windows; start Sayso in the session that you sit at.</source>
        <translation>Diese Wayland-Arbeitsfläche hat keinen Tastaturfokus (keinen Seat), darum kann kein Text in ihre Fenster gelangen; starten Sie Sayso in der Sitzung, an der Sie sitzen.</translation>
    </message>
    <message>
        <source>This Wayland desktop lets no program be an input method; try typing = paste.</source>
        <translation>Diese Wayland-Arbeitsfläche lässt kein Programm Eingabemethode sein; versuchen Sie typing = paste.</translation>
    </message>
    <message>
        <source>This Wayland desktop lets no program look after its clipboard (it lacks data-control); try typing = keys.</source>
        <translation>Diese Wayland-Arbeitsfläche lässt kein Programm auf ihre Zwischenablage achten (ihr fehlt data-control); versuchen Sie typing = keys.</translation>
    </message>
    <message>
        <source>This Wayland desktop lets no program place a sign on the screen (it does not speak wlr-layer-shell), so there is no overlay; the tray and the sounds tell the same.</source>
        <translation>Diese Wayland-Arbeitsfläche lässt kein Programm ein Zeichen auf den Bildschirm setzen (sie spricht kein wlr-layer-shell), darum gibt es keine Anzeige; der Infobereich und die Klänge sagen dasselbe.</translation>
    </message>
    <message>
        <source>This Wayland desktop offers programs no keyboard of their own; set typing to copy and paste by hand.</source>
        <translation>Diese Wayland-Arbeitsfläche bietet Programmen keine eigene Tastatur; stellen Sie typing auf copy und fügen Sie von Hand ein.</translation>
    </message>
    <message>
        <source>This X server cannot report a lone modifier key (X Input 2.1); choose another hotkey in the settings, for example F9.</source>
        <translation>Dieser X-Server kann keine einzelne Umschalttaste melden (X Input 2.1); wählen Sie in den Einstellungen eine andere Taste, zum Beispiel F9.</translation>
    </message>
    <message>
        <source>This X server does not tell which keys it has; set typing to paste.</source>
        <translation>Dieser X-Server sagt nicht, welche Tasten er hat; stellen Sie typing auf paste.</translation>
    </message>
    <message>
        <source>This desktop does not tell which window got the text, so nothing was taken back; use that window&apos;s own undo.</source>
        <translation>Diese Arbeitsfläche sagt nicht, welches Fenster den Text bekam, darum wurde nichts zurückgenommen; benutzen Sie „Rückgängig“ in jenem Fenster.</translation>
    </message>
    <message>
        <source>This desktop does not tell which window got the text.</source>
        <translation>Diese Arbeitsfläche sagt nicht, welches Fenster den Text bekam.</translation>
    </message>
    <message>
        <source>This desktop&apos;s portal does not let programs type; install xdg-desktop-portal and its part for your desktop, or set typing to copy.</source>
        <translation>Das Portal dieser Arbeitsfläche lässt Programme nichts eingeben; installieren Sie xdg-desktop-portal und seinen Teil für Ihre Arbeitsfläche oder stellen Sie typing auf copy.</translation>
    </message>
    <message>
        <source>This file could not be done ({name}): try it again.</source>
        <translation>Diese Datei ließ sich nicht verarbeiten ({name}): versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>This keyboard has no key {key}; choose another one.</source>
        <translation>Diese Tastatur hat keine Taste {key}; wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>No Whisper model is in use, so the built-in starter listens: it is rough, and knows only English. For far better text choose a model in the menu.</source>
        <translation>Kein Whisper-Modell ist in Benutzung, darum hört das eingebaute Startmodell zu: es ist ungenau und kann nur Englisch. Ein Modell aus dem Menü schreibt weit besser.</translation>
    </message>
    <message>
        <source>Another program has taken {label}; choose another key.</source>
        <translation>{label} gehört schon einem anderen Programm; wählen Sie eine andere Taste.</translation>
    </message>
    <message>
        <source>The microphone {name} gives no sound; check that it is plugged in and switched on, or choose another one.</source>
        <translation>Das Mikrofon {name} gibt keinen Ton; prüfen Sie, ob es angeschlossen und eingeschaltet ist, oder wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>There is no connection to {host}: check the network and, if there is one, the proxy.</source>
        <translation>Es gibt keine Verbindung zu {host}: prüfen Sie das Netz und, falls es einen gibt, den Proxy.</translation>
    </message>
    <message>
        <source>This system has no files in memory, so there is no overlay.</source>
        <translation>Dieses System kennt keine Dateien im Speicher, darum gibt es keine Anzeige.</translation>
    </message>
    <message>
        <source>Voice detection</source>
        <translation>Stimmerkennung</translation>
    </message>
    <message>
        <source>Warming up</source>
        <translation>Aufwärmen</translation>
    </message>
    <message>
        <source>What answers at {host} is not a model hub: check HF_ENDPOINT, and whether this network wants you to sign in.</source>
        <translation>Was unter {host} antwortet, ist kein Modellverzeichnis: prüfen Sie HF_ENDPOINT und ob dieses Netz eine Anmeldung verlangt.</translation>
    </message>
    <message>
        <source>What is on the clipboard takes too long to read, so it was left there; set typing to keys.</source>
        <translation>Der Inhalt der Zwischenablage ist zu langsam zu lesen, darum blieb er dort; stellen Sie typing auf keys.</translation>
    </message>
    <message>
        <source>What is printed cannot be taken back.</source>
        <translation>Was ausgegeben ist, lässt sich nicht zurücknehmen.</translation>
    </message>
    <message>
        <source>What was deleted from the history can still be found in its files until another program that reads it has finished.</source>
        <translation>Was aus dem Verlauf gelöscht wurde, lässt sich in seinen Dateien noch finden, bis ein anderes Programm, das ihn liest, fertig ist.</translation>
    </message>
    <message>
        <source>What was deleted may still stand in {aside}, a damaged history that was set aside; delete that file too, if nothing is missed.</source>
        <translation>Was gelöscht wurde, steht vielleicht noch in {aside}, einem beschädigten, beiseitegelegten Verlauf; löschen Sie auch diese Datei, wenn nichts vermisst wird.</translation>
    </message>
    <message>
        <source>What was dictated does not stand before the cursor of {} any more, so nothing was taken back.</source>
        <translation>Was diktiert wurde, steht nicht mehr vor der Schreibmarke von {}, darum wurde nichts zurückgenommen.</translation>
    </message>
    <message>
        <source>What was said last is on the clipboard and in no window, so nothing was taken back.</source>
        <translation>Das zuletzt Gesagte ist in der Zwischenablage und in keinem Fenster, darum wurde nichts zurückgenommen.</translation>
    </message>
    <message>
        <source>What you say cannot be written to {recordings} ({strerror}); free some space, or make the folder writable.</source>
        <translation>Was Sie sagen, lässt sich nicht nach {recordings} schreiben ({strerror}); schaffen Sie Platz oder machen Sie den Ordner beschreibbar.</translation>
    </message>
    <message>
        <source>Whisper failed on this audio: {advice}.</source>
        <translation>Whisper ist an dieser Aufnahme gescheitert: {advice}.</translation>
    </message>
    <message>
        <source>Whisper on {place} needs {name}, which cannot be loaded: run {how_to_get} in the environment of Sayso, or set device to cpu.</source>
        <translation>Whisper auf {place} braucht {name}, das sich nicht laden lässt: führen Sie {how_to_get} in der Umgebung von Sayso aus oder stellen Sie device auf cpu.</translation>
    </message>
    <message>
        <source>Whisper {name}</source>
        <translation>Whisper {name}</translation>
    </message>
    <message>
        <source>Windows did not let the keys through: the window in front may run as administrator, and those take no keys from programs that do not; paste the text there yourself, or start Sayso as administrator too.</source>
        <translation>Windows hat die Tasten nicht durchgelassen: das Fenster im Vordergrund läuft vielleicht als Administrator und nimmt keine Tasten von Programmen an, die es nicht tun; fügen Sie den Text dort selbst ein oder starten Sie auch Sayso als Administrator.</translation>
    </message>
    <message>
        <source>Windows did not take the text for its clipboard; copy it from Sayso&apos;s window.</source>
        <translation>Windows hat den Text nicht in die Zwischenablage genommen; kopieren Sie ihn aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>a terminal</source>
        <translation>ein Terminal</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>eine ganze Zahl</translation>
    </message>
    <message>
        <source>about {size}, to download</source>
        <translation>etwa {size}, zum Herunterladen</translation>
    </message>
    <message>
        <source>another machine&apos;s screen</source>
        <translation>den Bildschirm eines anderen Rechners</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>ein anderes Programm</translation>
    </message>
    <message>
        <source>choose a recording such as WAV, FLAC, MP3, M4A, OGG or a video.</source>
        <translation>wählen Sie eine Aufnahme wie WAV, FLAC, MP3, M4A, OGG oder ein Video.</translation>
    </message>
    <message>
        <source>choose a smaller model</source>
        <translation>wählen Sie ein kleineres Modell</translation>
    </message>
    <message>
        <source>clipboard paste</source>
        <translation>über die Zwischenablage</translation>
    </message>
    <message>
        <source>compute_type {wanted} does not work on {device} here: choose auto, or one of {sorted}.</source>
        <translation>compute_type {wanted} geht auf {device} hier nicht: wählen Sie auto oder eines von {sorted}.</translation>
    </message>
    <message>
        <source>copied to the clipboard</source>
        <translation>in die Zwischenablage kopiert</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>antwortet nicht</translation>
    </message>
    <message>
        <source>does not tell what is selected</source>
        <translation>sagt nicht, was ausgewählt ist</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>Rückgabewert {code}</translation>
    </message>
    <message>
        <source>faster-whisper cannot be loaded, so its installation is broken: install Sayso again.</source>
        <translation>faster-whisper lässt sich nicht laden, die Installation ist also beschädigt: installieren Sie Sayso neu.</translation>
    </message>
    <message>
        <source>input method</source>
        <translation>Eingabemethode</translation>
    </message>
    <message>
        <source>its pipe closed</source>
        <translation>seine Verbindung brach ab</translation>
    </message>
    <message>
        <source>lost the keyboard</source>
        <translation>verlor die Tastatur</translation>
    </message>
    <message>
        <source>macOS did not take the text onto the clipboard; copy it from Sayso&apos;s window.</source>
        <translation>macOS hat den Text nicht in die Zwischenablage genommen; kopieren Sie ihn aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>macOS does not let Sayso keep the clipboard safe while it pastes; allow it in System Settings, Privacy &amp; Security, Paste from Other Apps.</source>
        <translation>macOS lässt Sayso die Zwischenablage nicht bewahren, während es einfügt; erlauben Sie es in den Systemeinstellungen unter Datenschutz &amp; Sicherheit, Einsetzen aus anderen Apps.</translation>
    </message>
    <message>
        <source>macOS does not let Sayso see the hotkey; allow it in System Settings, Privacy &amp; Security, under Accessibility and Input Monitoring, and start Sayso again.</source>
        <translation>macOS lässt Sayso die Taste nicht sehen; erlauben Sie es in den Systemeinstellungen unter Datenschutz &amp; Sicherheit, Bedienungshilfen und Eingabeüberwachung, und starten Sie Sayso neu.</translation>
    </message>
    <message>
        <source>macOS does not let Sayso type; allow it in System Settings, Privacy &amp; Security, Accessibility, and start Sayso again.</source>
        <translation>macOS lässt Sayso nichts eingeben; erlauben Sie es in den Systemeinstellungen unter Datenschutz &amp; Sicherheit, Bedienungshilfen, und starten Sie Sayso neu.</translation>
    </message>
    <message>
        <source>model.bin in {folder} is damaged or not a Whisper model for CTranslate2: copy it again.</source>
        <translation>model.bin in {folder} ist beschädigt oder kein Whisper-Modell für CTranslate2: kopieren Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <source>name a key, for example F9, ctrl+alt+h or right_ctrl.</source>
        <translation>nennen Sie eine Taste, zum Beispiel F9, ctrl+alt+h oder right_ctrl.</translation>
    </message>
    <message>
        <source>not there</source>
        <translation>nicht da</translation>
    </message>
    <message>
        <source>one processor core</source>
        <translation>ein Prozessorkern</translation>
    </message>
    <message>
        <source>onnxruntime cannot be loaded, so the installation is broken; install Sayso again.</source>
        <translation>onnxruntime lässt sich nicht laden, die Installation ist also beschädigt; installieren Sie Sayso neu.</translation>
    </message>
    <message>
        <source>passes</source>
        <translation>Durchläufe</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>raise recognition_timeout_seconds</source>
        <translation>erhöhen Sie recognition_timeout_seconds</translation>
    </message>
    <message>
        <source>rest</source>
        <translation>Rest</translation>
    </message>
    <message>
        <source>rough, English</source>
        <translation>ungenau, Englisch</translation>
    </message>
    <message>
        <source>rough, English, loaded</source>
        <translation>ungenau, Englisch, geladen</translation>
    </message>
    <message>
        <source>see the log, and try another model</source>
        <translation>sehen Sie im Protokoll nach und versuchen Sie es mit einem anderen Modell</translation>
    </message>
    <message>
        <source>set device to cpu</source>
        <translation>stellen Sie device auf cpu</translation>
    </message>
    <message>
        <source>signal {code}</source>
        <translation>Signal {code}</translation>
    </message>
    <message>
        <source>start Sayso again</source>
        <translation>starten Sie Sayso neu</translation>
    </message>
    <message>
        <source>takes too long to select the text</source>
        <translation>braucht zu lange, um den Text auszuwählen</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>that window</source>
        <translation>jenes Fenster</translation>
    </message>
    <message>
        <source>the starter</source>
        <translation>das Startmodell</translation>
    </message>
    <message>
        <source>the starter, which is rough,</source>
        <translation>das Startmodell, das ungenau ist,</translation>
    </message>
    <message>
        <source>the window</source>
        <translation>das Fenster</translation>
    </message>
    <message>
        <source>there is not enough memory, so choose a smaller model</source>
        <translation>es ist nicht genug Speicher da, wählen Sie also ein kleineres Modell</translation>
    </message>
    <message>
        <source>typed keys</source>
        <translation>getippt</translation>
    </message>
    <message>
        <source>typing_for has {entry}; write application=way, as in firefox=keys.</source>
        <translation>typing_for enthält {entry}; schreiben Sie Programm=Art, wie in firefox=keys.</translation>
    </message>
    <message>
        <source>typing_for has {words} for {name}; choose one way of typing, and one of terminal, remote and window.</source>
        <translation>typing_for enthält {words} für {name}; wählen Sie eine Art der Eingabe und eines von terminal, remote und window.</translation>
    </message>
    <message>
        <source>typing_for has {word} for {name}; it must be one of {value}.</source>
        <translation>typing_for enthält {word} für {name}; es muss eines von {value} sein.</translation>
    </message>
    <message>
        <source>undo_hotkey is the key that you dictate with, {hotkey}; choose another, or none.</source>
        <translation>undo_hotkey ist die Taste, mit der Sie diktieren, {hotkey}; wählen Sie eine andere oder none.</translation>
    </message>
    <message>
        <source>undo_hotkey is the key that you dictate with, {keys}; choose another, or none.</source>
        <translation>undo_hotkey ist die Taste, mit der Sie diktieren, {keys}; wählen Sie eine andere oder none.</translation>
    </message>
    <message>
        <source>update the NVIDIA driver</source>
        <translation>aktualisieren Sie den NVIDIA-Treiber</translation>
    </message>
    <message>
        <source>update_feed is {feed}; it must be an address like https://example.org/releases, or none.</source>
        <translation>update_feed ist {feed}; es muss eine Adresse wie https://example.org/releases sein oder none.</translation>
    </message>
    <message>
        <source>was interrupted</source>
        <translation>wurde unterbrochen</translation>
    </message>
    <message>
        <source>{changed} in {source} are not what was once downloaded: download the model again.</source>
        <translation>{changed} in {source} sind nicht, was einst heruntergeladen wurde: laden Sie das Modell noch einmal herunter.</translation>
    </message>
    <message>
        <source>{changed} in {source} is not what was once downloaded: download the model again.</source>
        <translation>{changed} in {source} ist nicht, was einst heruntergeladen wurde: laden Sie das Modell noch einmal herunter.</translation>
    </message>
    <message>
        <source>{cores} and {memory} of memory</source>
        <translation>{cores} und {memory} Arbeitsspeicher</translation>
    </message>
    <message>
        <source>{cores} processor cores</source>
        <translation>{cores} Prozessorkerne</translation>
    </message>
    <message>
        <source>{error} Copy the text from Sayso&apos;s window.</source>
        <translation>{error} Kopieren Sie den Text aus dem Fenster von Sayso.</translation>
    </message>
    <message>
        <source>{error} Return was not pressed.</source>
        <translation>{error} Die Eingabetaste wurde nicht gedrückt.</translation>
    </message>
    <message>
        <source>{error} The text waits in Sayso&apos;s window.</source>
        <translation>{error} Der Text wartet im Fenster von Sayso.</translation>
    </message>
    <message>
        <source>{error} The {what} is on the clipboard: paste it where it belongs.</source>
        <translation>{error} In der Zwischenablage liegt: {what}. Fügen Sie ihn dort ein, wo er hingehört.</translation>
    </message>
    <message>
        <source>{fault} Meanwhile {called} listens.</source>
        <translation>{fault} Inzwischen hört {called} zu.</translation>
    </message>
    <message>
        <source>{file} cannot be read ({name}): download the model again.</source>
        <translation>{file} lässt sich nicht lesen ({name}): laden Sie das Modell noch einmal herunter.</translation>
    </message>
    <message>
        <source>{file} cannot be read ({strerror}): check its permissions.</source>
        <translation>{file} lässt sich nicht lesen ({strerror}): prüfen Sie die Rechte.</translation>
    </message>
    <message>
        <source>{file} cannot be written ({strerror}); choose another place.</source>
        <translation>{file} lässt sich nicht schreiben ({strerror}); wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>{file} says whether Sayso starts at login, and cannot be read: delete it.</source>
        <translation>{file} sagt, ob Sayso bei der Anmeldung startet, und lässt sich nicht lesen: löschen Sie die Datei.</translation>
    </message>
    <message>
        <source>{first}, or {second}</source>
        <translation>{first}, oder {second}</translation>
    </message>
    <message>
        <source>{folder} cannot be read ({strerror}): check its permissions.</source>
        <translation>{folder} lässt sich nicht lesen ({strerror}): prüfen Sie die Rechte.</translation>
    </message>
    <message>
        <source>{folder} cannot be read ({strerror}); check its name and disk.</source>
        <translation>{folder} lässt sich nicht lesen ({strerror}); prüfen Sie Namen und Datenträger.</translation>
    </message>
    <message>
        <source>{folder} cannot be read ({strerror}); see to whose it is.</source>
        <translation>{folder} lässt sich nicht lesen ({strerror}); sehen Sie nach, wem der Ordner gehört.</translation>
    </message>
    <message>
        <source>{folder} cannot be used ({strerror}): check its disk.</source>
        <translation>{folder} lässt sich nicht benutzen ({strerror}): prüfen Sie den Datenträger.</translation>
    </message>
    <message>
        <source>{folder} has no recordings in it; add the folder that has.</source>
        <translation>{folder} enthält keine Aufnahmen; fügen Sie den Ordner hinzu, der welche enthält.</translation>
    </message>
    <message>
        <source>{folder} holds a Whisper model as Transformers saves it, which has to be converted: run `sayso models import &quot;{folder2}&quot;`.</source>
        <translation>{folder} enthält ein Whisper-Modell, wie Transformers es speichert, das umgewandelt werden muss: führen Sie `sayso models import &quot;{folder2}&quot;` aus.</translation>
    </message>
    <message>
        <source>{folder} holds a model, but no Whisper: choose another folder.</source>
        <translation>{folder} enthält ein Modell, aber keines von Whisper: wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{folder} is a file: give the folder that holds model.bin instead.</source>
        <translation>{folder} ist eine Datei: geben Sie stattdessen den Ordner an, der model.bin enthält.</translation>
    </message>
    <message>
        <source>{host} cannot be used as a hub ({name}): check HF_ENDPOINT.</source>
        <translation>{host} lässt sich nicht als Modellverzeichnis benutzen ({name}): prüfen Sie HF_ENDPOINT.</translation>
    </message>
    <message>
        <source>{host} does not accept the token: check HF_TOKEN, or unset it.</source>
        <translation>{host} nimmt das Token nicht an: prüfen Sie HF_TOKEN oder entfernen Sie es.</translation>
    </message>
    <message>
        <source>{host} does not give {repo} to you: check HF_TOKEN.</source>
        <translation>{host} gibt Ihnen {repo} nicht: prüfen Sie HF_TOKEN.</translation>
    </message>
    <message>
        <source>{host} has no model {repo}, or only for its members: check its name, or set HF_TOKEN.</source>
        <translation>{host} hat kein Modell {repo} oder nur für seine Mitglieder: prüfen Sie den Namen oder setzen Sie HF_TOKEN.</translation>
    </message>
    <message>
        <source>{host} is too busy or out of order (HTTP {status}): try again later.</source>
        <translation>{host} ist überlastet oder gestört (HTTP {status}): versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>{host} refused to give {repo} (HTTP {status}): try again later.</source>
        <translation>{host} verweigerte {repo} (HTTP {status}): versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>{host} sent something else than {name}, twice: try again later.</source>
        <translation>{host} sandte zweimal etwas anderes als {name}: versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>{is_fixed} It was left out.</source>
        <translation>{is_fixed} Sie wurde weggelassen.</translation>
    </message>
    <message>
        <source>{key} is {value}; it must be a text that is not empty.</source>
        <translation>{key} ist {value}; es muss ein Text sein, der nicht leer ist.</translation>
    </message>
    <message>
        <source>{key} is {value}; it must be between {low} and {high}{unit}.</source>
        <translation>{key} ist {value}; es muss zwischen {low} und {high}{unit} liegen.</translation>
    </message>
    <message>
        <source>{key} is {value}; it must be one of {some}.</source>
        <translation>{key} ist {value}; es muss eines von {some} sein.</translation>
    </message>
    <message>
        <source>{key} is {value}; it must be true or false.</source>
        <translation>{key} ist {value}; es muss true oder false sein.</translation>
    </message>
    <message>
        <source>{key} is {value}; it must be {what}.</source>
        <translation>{key} ist {value}; es muss {what} sein.</translation>
    </message>
    <message>
        <source>{language} is not a language that Whisper knows: give a code as en or de, or auto.</source>
        <translation>{language} ist keine Sprache, die Whisper kennt: geben Sie ein Kürzel wie en oder de an, oder auto.</translation>
    </message>
    <message>
        <source>{model} on the processor</source>
        <translation>{model} auf dem Prozessor</translation>
    </message>
    <message>
        <source>{model}, {compute_type} on {device}</source>
        <translation>{model}, {compute_type} auf {device}</translation>
    </message>
    <message>
        <source>{most_jobs} recordings wait already: try again later.</source>
        <translation>{most_jobs} Aufnahmen warten schon: versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>{name} cannot be read ({strerror}).</source>
        <translation>{name} lässt sich nicht lesen ({strerror}).</translation>
    </message>
    <message>
        <source>{name} cannot be the name of a model: use letters, digits, dots and dashes.</source>
        <translation>{name} kann kein Modell heißen: benutzen Sie Buchstaben, Ziffern, Punkte und Striche.</translation>
    </message>
    <message>
        <source>{name} closed before it took the text.</source>
        <translation>{name} wurde geschlossen, bevor es den Text nahm.</translation>
    </message>
    <message>
        <source>{name} did not take the text that was pasted into it.</source>
        <translation>{name} hat den eingefügten Text nicht angenommen.</translation>
    </message>
    <message>
        <source>{name} does not respond, and may still paste the text when it does.</source>
        <translation>{name} reagiert nicht und fügt den Text vielleicht noch ein, wenn es wieder reagiert.</translation>
    </message>
    <message>
        <source>{name} does not respond; paste the text when it does again.</source>
        <translation>{name} reagiert nicht; fügen Sie den Text ein, wenn es wieder reagiert.</translation>
    </message>
    <message>
        <source>{name} does not tell what stands in it, so nothing was taken back; use its own undo.</source>
        <translation>{name} sagt nicht, was in ihm steht, darum wurde nichts zurückgenommen; benutzen Sie dort „Rückgängig“.</translation>
    </message>
    <message>
        <source>{name} fits the graphics card {card} and is quick on it.</source>
        <translation>{name} passt auf die Grafikkarte {card} und läuft dort schnell.</translation>
    </message>
    <message>
        <source>{name} has not the keyboard any more; go back to it and try again.</source>
        <translation>{name} hat die Tastatur nicht mehr; gehen Sie dorthin zurück und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{name} has {size} bytes instead of {size2}.</source>
        <translation>{name} hat {size} Byte statt {size2}.</translation>
    </message>
    <message>
        <source>{name} in {folder} is damaged: copy it again.</source>
        <translation>{name} in {folder} ist beschädigt: kopieren Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <source>{name} is empty</source>
        <translation>{name} ist leer</translation>
    </message>
    <message>
        <source>{name} is missing</source>
        <translation>{name} fehlt</translation>
    </message>
    <message>
        <source>{name} is missing.</source>
        <translation>{name} fehlt.</translation>
    </message>
    <message>
        <source>{name} is not the name of a file in the folder.</source>
        <translation>{name} ist kein Name einer Datei in dem Ordner.</translation>
    </message>
    <message>
        <source>{name} is not what it was: SHA-256.</source>
        <translation>{name} ist nicht mehr, was es war: SHA-256.</translation>
    </message>
    <message>
        <source>{name} is the largest here that a processor runs fast enough for dictation.</source>
        <translation>{name} ist das größte hier, das auf einem Prozessor schnell genug zum Diktieren läuft.</translation>
    </message>
    <message>
        <source>{name} is the largest here that fits the graphics card {card}.</source>
        <translation>{name} ist das größte hier, das auf die Grafikkarte {card} passt.</translation>
    </message>
    <message>
        <source>{name} is the largest that {machine} run fast enough for dictation.</source>
        <translation>{name} ist das größte, das hier schnell genug zum Diktieren läuft: {machine}.</translation>
    </message>
    <message>
        <source>{name} is the smallest here, and still a large one for this machine.</source>
        <translation>{name} ist das kleinste hier, und für diesen Rechner immer noch groß.</translation>
    </message>
    <message>
        <source>{name} keeps the keyboard for a password, so macOS lets nobody type; finish there, or quit {name2}.</source>
        <translation>{name} behält die Tastatur für ein Passwort, darum lässt macOS niemanden etwas eingeben; schließen Sie das dort ab oder beenden Sie {name2}.</translation>
    </message>
    <message>
        <source>{name} runs as administrator and takes no keys from programs that do not; paste the text there yourself, or start Sayso as administrator too.</source>
        <translation>{name} läuft als Administrator und nimmt keine Tasten von Programmen an, die es nicht tun; fügen Sie den Text dort selbst ein oder starten Sie auch Sayso als Administrator.</translation>
    </message>
    <message>
        <source>{name} runs with administrator&apos;s rights and takes no keys from programs without them; paste the text there yourself.</source>
        <translation>{name} läuft mit Administratorrechten und nimmt keine Tasten von Programmen ohne sie an; fügen Sie den Text dort selbst ein.</translation>
    </message>
    <message>
        <source>{name} shows {what}, where a text cannot be taken back; delete it there yourself.</source>
        <translation>{name} zeigt {what}, wo sich Text nicht zurücknehmen lässt; löschen Sie ihn dort selbst.</translation>
    </message>
    <message>
        <source>{name} {what}, so the text is left there; undo it with Ctrl+Z.</source>
        <translation>{name} {what}, darum bleibt der Text dort stehen; machen Sie ihn mit Strg+Z rückgängig.</translation>
    </message>
    <message>
        <source>{name} {why} and got only the beginning of the text.</source>
        <translation>{name} {why} und bekam nur den Anfang des Textes.</translation>
    </message>
    <message>
        <source>{name} · file {file} of {files}</source>
        <translation>{name} · Datei {file} von {files}</translation>
    </message>
    <message>
        <source>{path} cannot be read ({strerror}); check its folder and disk.</source>
        <translation>{path} lässt sich nicht lesen ({strerror}); prüfen Sie Ordner und Datenträger.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({strerror}); check its name and disk.</source>
        <translation>{path} lässt sich nicht lesen ({strerror}); prüfen Sie Namen und Datenträger.</translation>
    </message>
    <message>
        <source>{path} cannot be read to its end ({strerror}); check its disk or its network.</source>
        <translation>{path} lässt sich nicht bis zum Ende lesen ({strerror}); prüfen Sie den Datenträger oder das Netz.</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}); save it in another folder.</source>
        <translation>{path} lässt sich nicht schreiben ({reason}); speichern Sie es in einem anderen Ordner.</translation>
    </message>
    <message>
        <source>{path} does not exist; check its name and folder.</source>
        <translation>{path} gibt es nicht; prüfen Sie Namen und Ordner.</translation>
    </message>
    <message>
        <source>{path} has no sound in it; choose a recording such as WAV, FLAC, MP3, M4A, OGG or a video.</source>
        <translation>{path} enthält keinen Ton; wählen Sie eine Aufnahme wie WAV, FLAC, MP3, M4A, OGG oder ein Video.</translation>
    </message>
    <message>
        <source>{path} is a folder; name a file in it.</source>
        <translation>{path} ist ein Ordner; nennen Sie eine Datei darin.</translation>
    </message>
    <message>
        <source>{path} is cut off or damaged: {there} of its {stated} s can be read; make a new copy of it.</source>
        <translation>{path} ist abgeschnitten oder beschädigt: {there} von {stated} s lassen sich lesen; kopieren Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <source>{path} is damaged and cannot be played; delete it from the history.</source>
        <translation>{path} ist beschädigt und lässt sich nicht abspielen; löschen Sie es aus dem Verlauf.</translation>
    </message>
    <message>
        <source>{path} is damaged at about {seconds} s; make a new copy of it.</source>
        <translation>{path} ist bei etwa {seconds} s beschädigt; kopieren Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <source>{path} is empty; choose a recording such as WAV, FLAC, MP3, M4A, OGG or a video.</source>
        <translation>{path} ist leer; wählen Sie eine Aufnahme wie WAV, FLAC, MP3, M4A, OGG oder ein Video.</translation>
    </message>
    <message>
        <source>{path} is none of Sayso&apos;s recordings, or is damaged; delete it from the history.</source>
        <translation>{path} ist keine Aufnahme von Sayso oder ist beschädigt; löschen Sie es aus dem Verlauf.</translation>
    </message>
    <message>
        <source>{path} is not a file; choose a recording such as WAV, FLAC, MP3, M4A, OGG or a video.</source>
        <translation>{path} ist keine Datei; wählen Sie eine Aufnahme wie WAV, FLAC, MP3, M4A, OGG oder ein Video.</translation>
    </message>
    <message>
        <source>{path} is not audio, or is damaged; choose a recording such as WAV, FLAC, MP3, M4A, OGG or a video.</source>
        <translation>{path} ist keine Tondatei oder ist beschädigt; wählen Sie eine Aufnahme wie WAV, FLAC, MP3, M4A, OGG oder ein Video.</translation>
    </message>
    <message>
        <source>{path} is not there any more; its audio is lost.</source>
        <translation>{path} ist nicht mehr da; die Aufnahme ist verloren.</translation>
    </message>
    <message>
        <source>{path} may not be read; give yourself the right to read it.</source>
        <translation>{path} darf nicht gelesen werden; geben Sie sich das Recht dazu.</translation>
    </message>
    <message>
        <source>{reason} It is in no file, because Sayso leaves no trace now: say it again.</source>
        <translation>{reason} Es steht in keiner Datei, weil Sayso jetzt keine Spuren hinterlässt: sagen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{reason} Its audio could not be kept either; say it again.</source>
        <translation>{reason} Auch die Aufnahme ließ sich nicht aufheben; sagen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{repo} has no revision {revision}: leave it out, or check it.</source>
        <translation>{repo} hat keine Revision {revision}: lassen Sie sie weg oder prüfen Sie sie.</translation>
    </message>
    <message>
        <source>{repo} is not a Whisper model as CTranslate2 converts it ({lacking} is missing): choose another repository.</source>
        <translation>{repo} ist kein Whisper-Modell, wie CTranslate2 es umwandelt ({lacking} fehlt): wählen Sie ein anderes Verzeichnis.</translation>
    </message>
    <message>
        <source>{repo} is not the name of a model repository: give it as owner/repo.</source>
        <translation>{repo} ist kein Name eines Modellverzeichnisses: geben Sie ihn als Besitzer/Verzeichnis an.</translation>
    </message>
    <message>
        <source>{repo} is only for people who accepted its terms: accept them on its page, then set HF_TOKEN to your token.</source>
        <translation>{repo} ist nur für Leute, die seine Bedingungen angenommen haben: nehmen Sie sie auf seiner Seite an und setzen Sie dann HF_TOKEN auf Ihr Token.</translation>
    </message>
    <message>
        <source>{repo} was disabled on {host}: choose another model.</source>
        <translation>{repo} wurde auf {host} abgeschaltet: wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>{sentence} Dictation goes on, but what you say now is not kept.</source>
        <translation>{sentence} Das Diktat geht weiter, aber was Sie jetzt sagen, wird nicht aufgehoben.</translation>
    </message>
    <message>
        <source>{sentence} It was left out.</source>
        <translation>{sentence} Sie wurde weggelassen.</translation>
    </message>
    <message>
        <source>{sentence} {values} is used in its place.</source>
        <translation>{sentence} Stattdessen gilt {values}.</translation>
    </message>
    <message>
        <source>{size}, loaded</source>
        <translation>{size}, geladen</translation>
    </message>
    <message>
        <source>{size}, on disk</source>
        <translation>{size}, vorhanden</translation>
    </message>
    <message>
        <source>{source} could not be converted ({rstrip}): see the log, and check that the folder is whole.</source>
        <translation>{source} ließ sich nicht umwandeln ({rstrip}): sehen Sie im Protokoll nach und prüfen Sie, ob der Ordner vollständig ist.</translation>
    </message>
    <message>
        <source>{source} does not hold a Whisper model (its config.json says {kind}): give another folder.</source>
        <translation>{source} enthält kein Whisper-Modell (laut config.json: {kind}): geben Sie einen anderen Ordner an.</translation>
    </message>
    <message>
        <source>{source} has to be converted, for which {missing} are missing: install with {executable} -m pip install {converter}, and try again.</source>
        <translation>{source} muss umgewandelt werden, wofür {missing} fehlen: installieren Sie sie mit {executable} -m pip install {converter} und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{source} has to be converted, for which {missing} is missing: install with {executable} -m pip install {converter}, and try again.</source>
        <translation>{source} muss umgewandelt werden, wofür {missing} fehlt: installieren Sie es mit {executable} -m pip install {converter} und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{source} has to be converted, which this build of Sayso cannot do: convert it with ct2-transformers-converter in a Python of your own (pip install ctranslate2 {converter}), and import the result.</source>
        <translation>{source} muss umgewandelt werden, was diese Ausgabe von Sayso nicht kann: wandeln Sie es mit ct2-transformers-converter in einem eigenen Python um (pip install ctranslate2 {converter}) und importieren Sie das Ergebnis.</translation>
    </message>
    <message>
        <source>{source} is Sayso&apos;s own model {name} already: nothing needs to be done.</source>
        <translation>{source} ist schon das eigene Modell {name} von Sayso: es ist nichts zu tun.</translation>
    </message>
    <message>
        <source>{what} {model}{place} ended its process ({manner_of_death}): {advice}.</source>
        <translation>{what} {model}{place} beendete seinen Prozess ({manner_of_death}): {advice}.</translation>
    </message>
    <message>
        <source>{what} {model}{place} took longer than {load_seconds} seconds: {advice}.</source>
        <translation>{what} {model}{place} brauchte länger als {load_seconds} Sekunden: {advice}.</translation>
    </message>
    <message>
        <source>{} has not the keyboard any more: the text waits until you go back to it.</source>
        <translation>{} hat die Tastatur nicht mehr: der Text wartet, bis Sie dorthin zurückgehen.</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>The text is on the clipboard; paste it where it belongs.</source>
        <translation>Der Text ist in der Zwischenablage; fügen Sie ihn dort ein, wo er hingehört.</translation>
    </message>
    <message>
        <source>The download was stopped; choose the model again to go on.</source>
        <translation>Das Herunterladen wurde angehalten; wählen Sie das Modell noch einmal, um weiterzumachen.</translation>
    </message>
    <message>
        <source>The settings folder cannot be shown; look for it at {folder}.</source>
        <translation>Der Einstellungsordner lässt sich nicht zeigen; suchen Sie ihn unter {folder}.</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Key to hold</source>
        <translation>Taste zum Halten</translation>
    </message>
    <message>
        <source>Longest tap</source>
        <translation>Längstes Antippen</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>“{word}”</source>
        <translation>„{word}“</translation>
    </message>
    <message>
        <source>Holds when a model is loaded next.</source>
        <translation>Gilt, sobald wieder ein Modell geladen wird.</translation>
    </message>
    <message>
        <source>Holds when Sayso is started next.</source>
        <translation>Gilt ab dem nächsten Start von Sayso.</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>Auslöser</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Voice detection</source>
        <translation>Stimmerkennung</translation>
    </message>
    <message>
        <source>Recognition</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Typing</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>History and privacy</source>
        <translation>Verlauf und Datenschutz</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Nothing of what you say is kept.</source>
        <translation>Nichts von dem, was Sie sagen, wird aufgehoben.</translation>
    </message>
    <message>
        <source>Kept: audio {audio}, text {text}.</source>
        <translation>Aufgehoben: Aufnahmen {audio}, Text {text}.</translation>
    </message>
    <message>
        <source>At most {size} of audio.</source>
        <translation>Höchstens {size} Aufnahmen.</translation>
    </message>
    <message>
        <source>At most {size} of text.</source>
        <translation>Höchstens {size} Text.</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>für immer</translation>
    </message>
    <message>
        <source>until the text is delivered</source>
        <translation>bis der Text zugestellt ist</translation>
    </message>
    <message>
        <source>Certainty of speech</source>
        <translation>Sicherheit, dass es Sprache ist</translation>
    </message>
    <message>
        <source>Pause that ends an utterance</source>
        <translation>Pause, die eine Äußerung beendet</translation>
    </message>
    <message>
        <source>A silence this long ends an utterance, which is then recognised while you go on.</source>
        <translation>Nach so langer Stille wird erkannt, während Sie weitersprechen.</translation>
    </message>
    <message>
        <source>Sound kept from before</source>
        <translation>Ton von davor</translation>
    </message>
    <message>
        <source>Listening on after release</source>
        <translation>Nachhören nach dem Loslassen</translation>
    </message>
    <message>
        <source>Listening goes on for this long after the key is released, if you are still speaking.</source>
        <translation>So lange wird danach weiter zugehört, falls Sie noch sprechen.</translation>
    </message>
    <message>
        <source>Longest utterance</source>
        <translation>Längste Äußerung</translation>
    </message>
    <message>
        <source>Speech without a pause is split at its quietest point before it gets longer than this.</source>
        <translation>Sprache ohne Pause wird an der leisesten Stelle geteilt, bevor sie länger wird.</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Prozessor-Threads</translation>
    </message>
    <message>
        <source>Language you speak</source>
        <translation>Gesprochene Sprache</translation>
    </message>
    <message>
        <source>Beam size</source>
        <translation>Strahlbreite</translation>
    </message>
    <message>
        <source>Guesses followed at once: 1 is fastest, 5 a little more exact.</source>
        <translation>Zugleich verfolgte Vermutungen: 1 ist am schnellsten, 5 etwas genauer.</translation>
    </message>
    <message>
        <source>Begin early</source>
        <translation>Früh beginnen</translation>
    </message>
    <message>
        <source>Begin at the first short silence, before it is certain that you have finished: sooner text for some more work of the processor.</source>
        <translation>Bei der ersten kurzen Stille beginnen, bevor sicher ist, dass Sie fertig sind: früherer Text für etwas mehr Arbeit des Prozessors.</translation>
    </message>
    <message>
        <source>Built-in starter</source>
        <translation>Eingebautes Startmodell</translation>
    </message>
    <message>
        <source>Held while you speak. A short tap instead listens until the next one.</source>
        <translation>Halten und sprechen. Kurz angetippt, hört Sayso zu bis zum nächsten Antippen.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>A press shorter than this is a tap: listening goes on, hands-free, until the next one.</source>
        <translation>Kürzer ist ein Antippen: Dann wird freihändig bis zum nächsten zugehört.</translation>
    </message>
    <message>
        <source>Key to undo</source>
        <translation>Taste zum Zurücknehmen</translation>
    </message>
    <message>
        <source>Takes the last dictation back out of its window.</source>
        <translation>Nimmt das letzte Diktat aus seinem Fenster zurück.</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>It is open only while you dictate, or try it here.</source>
        <translation>Es ist nur offen, während Sie diktieren oder es hier testen.</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>Systemstandard</translation>
    </message>
    <message>
        <source>How sure voice detection must be that it hears speech: higher keeps noise out, lower catches soft words.</source>
        <translation>Wie sicher die Stimmerkennung sein muss, dass sie Sprache hört: höher hält Geräusche fern, niedriger erfasst leise Wörter.</translation>
    </message>
    <message>
        <source>So much from before speech was noticed is kept, or first words would lose their start.</source>
        <translation>So viel bleibt von davor, damit erste Wörter ihren Anfang behalten.</translation>
    </message>
    <message>
        <source>`auto` is Whisper where a model of it is present, and else the starter.</source>
        <translation>`auto` ist Whisper, wo ein Modell davon da ist, sonst das Startmodell.</translation>
    </message>
    <message>
        <source>Whisper</source>
        <translation>Whisper</translation>
    </message>
    <message>
        <source>`auto` is the best one that is present and that this machine runs well.</source>
        <translation>`auto` ist das beste vorhandene, das auf diesem Rechner gut läuft.</translation>
    </message>
    <message>
        <source>What the model runs on; `auto` takes a graphics card if one works.</source>
        <translation>Worauf das Modell läuft; `auto` nimmt eine Grafikkarte, wenn eine geht.</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>Grafikkarte</translation>
    </message>
    <message>
        <source>Coarser arithmetic is faster and needs less memory; `auto` suits the device.</source>
        <translation>Gröberes Rechnen ist schneller und braucht weniger Speicher; `auto` passt zum Gerät.</translation>
    </message>
    <message>
        <source>8-bit whole numbers</source>
        <translation>Ganze Zahlen mit 8 Bit</translation>
    </message>
    <message>
        <source>8-bit whole numbers with 16-bit fractions</source>
        <translation>Ganze Zahlen mit 8 Bit, Brüche mit 16 Bit</translation>
    </message>
    <message>
        <source>8-bit whole numbers with 32-bit fractions</source>
        <translation>Ganze Zahlen mit 8 Bit, Brüche mit 32 Bit</translation>
    </message>
    <message>
        <source>16-bit fractions</source>
        <translation>Brüche mit 16 Bit</translation>
    </message>
    <message>
        <source>32-bit fractions</source>
        <translation>Brüche mit 32 Bit</translation>
    </message>
    <message>
        <source>For one utterance; `0` takes as many as help.</source>
        <translation>Für eine Äußerung; `0` nimmt so viele, wie nützen.</translation>
    </message>
    <message>
        <source>`auto` finds it out by listening. The built-in starter knows only English.</source>
        <translation>`auto` hört es heraus. Das eingebaute Startmodell kann nur Englisch.</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>Erkennen</translation>
    </message>
    <message>
        <source>Use the rough built-in starter while no Whisper model is present.</source>
        <translation>Das ungenaue Startmodell benutzen, solange kein Whisper-Modell da ist.</translation>
    </message>
    <message>
        <source>Time limit for an utterance</source>
        <translation>Zeitgrenze für eine Äußerung</translation>
    </message>
    <message>
        <source>An engine that takes longer than this for one utterance is restarted.</source>
        <translation>Eine Engine, die für eine Äußerung länger braucht, wird neu gestartet.</translation>
    </message>
    <message>
        <source>When models are loaded</source>
        <translation>Wann Modelle geladen werden</translation>
    </message>
    <message>
        <source>What is loaded at start takes memory from then on; what is loaded with the first dictation keeps that one waiting.</source>
        <translation>Beim Start geladen, belegt es von da an Speicher; mit dem ersten Diktat geladen, lässt es dieses warten.</translation>
    </message>
    <message>
        <source>Passes that a model makes before its first utterance, which would be slow without.</source>
        <translation>Durchläufe eines Modells vor seiner ersten Äußerung, die sonst langsam wäre.</translation>
    </message>
    <message>
        <source>A model that was not used for so long is unloaded, and loaded again while you speak.</source>
        <translation>Ein so lange nicht benutztes Modell wird entladen und wieder geladen, während Sie sprechen.</translation>
    </message>
    <message>
        <source>It is small, and soon loaded again.</source>
        <translation>Sie ist klein und schnell wieder geladen.</translation>
    </message>
    <message>
        <source>While more of the memory than this is in use, models that nobody uses are unloaded.</source>
        <translation>Solange mehr vom Speicher belegt ist, werden Modelle entladen, die niemand benutzt.</translation>
    </message>
    <message>
        <source>The words “scratch that”, spoken alone, take back what was said before them.</source>
        <translation>Die Wörter „scratch that“, allein gesprochen, nehmen das davor Gesagte zurück.</translation>
    </message>
    <message>
        <source>`paste` is fast and restores the clipboard, `keys` is slow and leaves it alone, `copy` leaves it to you to paste. `auto` takes what suits the application.</source>
        <translation>`paste` ist schnell und stellt die Zwischenablage wieder her, `keys` ist langsam und rührt sie nicht an, `copy` überlässt Ihnen das Einfügen. `auto` nimmt, was zum Programm passt.</translation>
    </message>
    <message>
        <source>Applications that want another way of typing, or that Sayso takes for something else.</source>
        <translation>Programme, die eine andere Art der Eingabe brauchen oder die Sayso für etwas anderes hält.</translation>
    </message>
    <message>
        <source>What happens when another window has the keyboard by the time the text is there.</source>
        <translation>Was geschieht, wenn ein anderes Fenster die Tastatur hat, sobald der Text da ist.</translation>
    </message>
    <message>
        <source>`auto` makes them spaces in terminals and wherever they would be the Return key; with `keep` they may run commands or send messages there.</source>
        <translation>`auto` macht sie in Terminals, und wo sie die Eingabetaste wären, zu Leerzeichen; mit `keep` können sie dort Befehle ausführen oder Nachrichten senden.</translation>
    </message>
    <message>
        <source>After each dictation, as it takes to send a message.</source>
        <translation>Nach jedem Diktat, etwa um eine Nachricht zu senden.</translation>
    </message>
    <message>
        <source>Applications of which nothing is kept, with commas between them, as keepassxc, signal. The icon says so while you dictate into one.</source>
        <translation>Programme, von denen nichts aufgehoben wird, mit Kommas dazwischen, etwa keepassxc, signal. Das Symbol sagt es, während Sie in eines diktieren.</translation>
    </message>
    <message>
        <source>Audio older than this is deleted.</source>
        <translation>Ältere Aufnahmen werden gelöscht.</translation>
    </message>
    <message>
        <source>At start, then listen</source>
        <translation>Beim Start, dann zuhören</translation>
    </message>
    <message>
        <source>With the first dictation</source>
        <translation>Mit dem ersten Diktat</translation>
    </message>
    <message>
        <source>At start, listening at once</source>
        <translation>Beim Start, sofort zuhören</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Aufwärmen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>One pass</source>
        <translation>Ein Durchlauf</translation>
    </message>
    <message>
        <source>Three passes</source>
        <translation>Drei Durchläufe</translation>
    </message>
    <message>
        <source>Five passes</source>
        <translation>Fünf Durchläufe</translation>
    </message>
    <message>
        <source>Models in memory</source>
        <translation>Modelle im Speicher</translation>
    </message>
    <message>
        <source>Models that stay in memory; the one used longest ago goes first.</source>
        <translation>Modelle, die im Speicher bleiben; das am längsten unbenutzte geht zuerst.</translation>
    </message>
    <message>
        <source>Unload after</source>
        <translation>Entladen nach</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>After each dictation</source>
        <translation>Nach jedem Diktat</translation>
    </message>
    <message>
        <source>Unload voice detection after</source>
        <translation>Stimmerkennung entladen nach</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>Speichergrenze</translation>
    </message>
    <message>
        <source>percent</source>
        <translation>Prozent</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Keine Grenze</translation>
    </message>
    <message>
        <source>Stay offline</source>
        <translation>Ohne Netz bleiben</translation>
    </message>
    <message>
        <source>Never use the network, not even to fetch a model that you name.</source>
        <translation>Nie das Netz benutzen, auch nicht, um ein Modell zu holen, das Sie nennen.</translation>
    </message>
    <message>
        <source>Space at the end</source>
        <translation>Leerzeichen am Ende</translation>
    </message>
    <message>
        <source>End each dictation with a space, so that the next one does not stick to it.</source>
        <translation>Jedes Diktat mit einem Leerzeichen beenden, damit das nächste nicht daran klebt.</translation>
    </message>
    <message>
        <source>“Scratch that”</source>
        <translation>„Scratch that“</translation>
    </message>
    <message>
        <source>Way of typing</source>
        <translation>Art der Eingabe</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Type key by key</source>
        <translation>Taste für Taste tippen</translation>
    </message>
    <message>
        <source>Only copy</source>
        <translation>Nur kopieren</translation>
    </message>
    <message>
        <source>Exceptions by application</source>
        <translation>Ausnahmen nach Programm</translation>
    </message>
    <message>
        <source>No exceptions</source>
        <translation>Keine Ausnahmen</translation>
    </message>
    <message>
        <source>Never type</source>
        <translation>Nie eingeben</translation>
    </message>
    <message>
        <source>It is a terminal</source>
        <translation>Es ist ein Terminal</translation>
    </message>
    <message>
        <source>It shows another computer</source>
        <translation>Es zeigt einen anderen Rechner</translation>
    </message>
    <message>
        <source>It is an ordinary window</source>
        <translation>Es ist ein gewöhnliches Fenster</translation>
    </message>
    <message>
        <source>If you go to another window</source>
        <translation>Wenn Sie das Fenster wechseln</translation>
    </message>
    <message>
        <source>Go back to the first one</source>
        <translation>Zum ersten zurückgehen</translation>
    </message>
    <message>
        <source>Wait until I go back</source>
        <translation>Warten, bis ich zurückgehe</translation>
    </message>
    <message>
        <source>Type into the new one</source>
        <translation>In das neue eingeben</translation>
    </message>
    <message>
        <source>Line breaks</source>
        <translation>Zeilenumbrüche</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Make them spaces</source>
        <translation>In Leerzeichen verwandeln</translation>
    </message>
    <message>
        <source>Press Return</source>
        <translation>Eingabetaste drücken</translation>
    </message>
    <message>
        <source>Check what was typed</source>
        <translation>Eingabe prüfen</translation>
    </message>
    <message>
        <source>Ask the desktop&apos;s accessibility whether the text is there, and whether a field is for a password; only where it is switched on.</source>
        <translation>Die Barrierefreiheit der Arbeitsfläche fragen, ob der Text da ist und ob ein Feld für ein Passwort ist; nur wo sie eingeschaltet ist.</translation>
    </message>
    <message>
        <source>Leave no trace</source>
        <translation>Keine Spuren hinterlassen</translation>
    </message>
    <message>
        <source>Write nothing of what you say to disk: no history, and nothing to come back to after a crash.</source>
        <translation>Nichts von dem, was Sie sagen, auf den Datenträger schreiben: kein Verlauf, und nach einem Absturz nichts, worauf sich zurückgreifen ließe.</translation>
    </message>
    <message>
        <source>Leave no trace in</source>
        <translation>Keine Spuren hinterlassen in</translation>
    </message>
    <message>
        <source>No application</source>
        <translation>Kein Programm</translation>
    </message>
    <message>
        <source>Keep audio for</source>
        <translation>Aufnahmen aufheben für</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Für immer</translation>
    </message>
    <message>
        <source>Until its text is delivered</source>
        <translation>Bis ihr Text zugestellt ist</translation>
    </message>
    <message>
        <source>Room for audio</source>
        <translation>Platz für Aufnahmen</translation>
    </message>
    <message>
        <source>When the audio takes more than this, the oldest goes first.</source>
        <translation>Wenn die Aufnahmen mehr belegen, gehen die ältesten zuerst.</translation>
    </message>
    <message>
        <source>Text older than this is deleted.</source>
        <translation>Älterer Text wird gelöscht.</translation>
    </message>
    <message>
        <source>Room for text</source>
        <translation>Platz für Text</translation>
    </message>
    <message>
        <source>When the text takes more than this, the oldest goes first.</source>
        <translation>Wenn der Text mehr belegt, geht der älteste zuerst.</translation>
    </message>
    <message>
        <source>`auto` follows the system.</source>
        <translation>`auto` folgt dem System.</translation>
    </message>
    <message>
        <source>`auto` is the one with the window that you dictate into.</source>
        <translation>`auto` ist der mit dem Fenster, in das Sie diktieren.</translation>
    </message>
    <message>
        <source>Nothing moves that need not; `auto` asks the system.</source>
        <translation>Nichts bewegt sich, das nicht muss; `auto` fragt das System.</translation>
    </message>
    <message>
        <source>Of the system&apos;s own volume.</source>
        <translation>Von der Lautstärke des Systems.</translation>
    </message>
    <message>
        <source>The address of a list of releases, which is asked once a day whether there is a newer version. Nothing is ever installed by itself.</source>
        <translation>Die Adresse einer Liste von Versionen, die einmal am Tag gefragt wird, ob es eine neuere gibt. Nichts wird je von selbst installiert.</translation>
    </message>
    <message>
        <source>Ask nobody</source>
        <translation>Niemanden fragen</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>h</source>
        <translation>h</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
    <message>
        <source>megabytes</source>
        <translation>Megabyte</translation>
    </message>
    <message>
        <source>Keep text for</source>
        <translation>Text aufheben für</translation>
    </message>
    <message>
        <source>Until it is delivered</source>
        <translation>Bis er zugestellt ist</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Language of the windows</source>
        <translation>Sprache der Fenster</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>Where a small sign shows that you are heard: near the text cursor where that can be found, at an edge of the screen, or nowhere.</source>
        <translation>Wo ein kleines Zeichen zeigt, dass Sie gehört werden: bei der Schreibmarke, wo sie zu finden ist, an einem Rand des Bildschirms oder nirgends.</translation>
    </message>
    <message>
        <source>Near the text cursor</source>
        <translation>Bei der Schreibmarke</translation>
    </message>
    <message>
        <source>At the top edge</source>
        <translation>Am oberen Rand</translation>
    </message>
    <message>
        <source>At the bottom edge</source>
        <translation>Am unteren Rand</translation>
    </message>
    <message>
        <source>Nowhere</source>
        <translation>Nirgends</translation>
    </message>
    <message>
        <source>Screen of the overlay</source>
        <translation>Bildschirm der Anzeige</translation>
    </message>
    <message>
        <source>Text in the overlay</source>
        <translation>Text in der Anzeige</translation>
    </message>
    <message>
        <source>Show the words that are recognised already.</source>
        <translation>Die schon erkannten Wörter zeigen.</translation>
    </message>
    <message>
        <source>Less movement</source>
        <translation>Weniger Bewegung</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Immer</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Klänge</translation>
    </message>
    <message>
        <source>A short sound tells that listening begins or ends, and that something failed.</source>
        <translation>Kurze Klänge sagen, dass das Zuhören beginnt oder endet oder etwas misslang.</translation>
    </message>
    <message>
        <source>Volume of sounds</source>
        <translation>Lautstärke der Klänge</translation>
    </message>
    <message>
        <source>Ask for updates at</source>
        <translation>Nach neuen Versionen fragen bei</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Augenblick…</translation>
    </message>
    <message>
        <source>This cannot be empty.</source>
        <translation>Dies darf nicht leer sein.</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Use a model that is in a folder</source>
        <translation>Ein Modell benutzen, das in einem Ordner liegt</translation>
    </message>
    <message>
        <source>Folder with a model</source>
        <translation>Ordner mit einem Modell</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>See whether the microphone hears you</source>
        <translation>Sehen, ob das Mikrofon Sie hört</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>✓ It hears you.</source>
        <translation>✓ Es hört Sie.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Say something.</source>
        <translation>Sagen Sie etwas.</translation>
    </message>
    <message>
        <source>This is not a number that can be used here.</source>
        <translation>Das ist keine Zahl, die sich hier benutzen lässt.</translation>
    </message>
    <message>
        <source>This must be a whole number.</source>
        <translation>Dies muss eine ganze Zahl sein.</translation>
    </message>
    <message>
        <source>This must be between {low} and {high}.</source>
        <translation>Dies muss zwischen {low} und {high} liegen.</translation>
    </message>
    <message>
        <source>Reset “{title}”</source>
        <translation>„{title}“ zurücksetzen</translation>
    </message>
    <message>
        <source>The environment variable {variable} sets this; it cannot be changed here.</source>
        <translation>Die Umgebungsvariable {variable} legt dies fest; hier lässt es sich nicht ändern.</translation>
    </message>
    <message>
        <source>• Changed; default: {value}</source>
        <translation>• Geändert; Vorgabe: {value}</translation>
    </message>
    <message>
        <source>&amp;Reset this page</source>
        <translation>Diese Seite &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>No setting has “{text}” in it. Escape clears the search.</source>
        <translation>Keine Einstellung enthält „{text}“. Escape leert die Suche.</translation>
    </message>
    <message>
        <source>What was changed last</source>
        <translation>Was zuletzt geändert wurde</translation>
    </message>
    <message>
        <source>&amp;Undo ({keys})</source>
        <translation>&amp;Rückgängig ({keys})</translation>
    </message>
    <message>
        <source>Open settings &amp;folder</source>
        <translation>Einstellungs&amp;ordner öffnen</translation>
    </message>
    <message>
        <source>Show the file that the settings are kept in</source>
        <translation>Die Datei zeigen, in der die Einstellungen liegen</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>&amp;Importieren…</translation>
    </message>
    <message>
        <source>Take over the settings of an exported file</source>
        <translation>Die Einstellungen einer exportierten Datei übernehmen</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>Write what differs from the defaults to a file</source>
        <translation>In eine Datei schreiben, was von den Vorgaben abweicht</translation>
    </message>
    <message>
        <source>What you change is kept at once.</source>
        <translation>Was Sie ändern, gilt sofort.</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Search all settings</source>
        <translation>Alle Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Settings – Sayso</source>
        <translation>Einstellungen – Sayso</translation>
    </message>
    <message>
        <source>Changed “{title}”: {value}</source>
        <translation>„{title}“ geändert: {value}</translation>
    </message>
    <message>
        <source>Changed “{title}”</source>
        <translation>„{title}“ geändert</translation>
    </message>
    <message>
        <source>Reset the page “{page}”</source>
        <translation>Seite „{page}“ zurückgesetzt</translation>
    </message>
    <message>
        <source>Undone: {what}</source>
        <translation>Rückgängig gemacht: {what}</translation>
    </message>
    <message>
        <source>Import settings</source>
        <translation>Einstellungen importieren</translation>
    </message>
    <message>
        <source>Export settings</source>
        <translation>Einstellungen exportieren</translation>
    </message>
    <message>
        <source>Settings (*.toml)</source>
        <translation>Einstellungen (*.toml)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Nothing in this file differs from what holds.</source>
        <translation>Nichts in dieser Datei weicht von dem ab, was gilt.</translation>
    </message>
    <message>
        <source>Imported from {name}: {settings}</source>
        <translation>Importiert aus {name}: {settings}</translation>
    </message>
    <message>
        <source>And {n} more.</source>
        <translation>Und {n} weitere.</translation>
    </message>
    <message>
        <source>Exported to {name}</source>
        <translation>Exportiert nach {name}</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>Bei der Anmeldung starten</translation>
    </message>
    <message>
        <source>Sayso is ready as soon as you have logged in.</source>
        <translation>Sayso ist bereit, sobald Sie sich angemeldet haben.</translation>
    </message>
    <message>
        <source>Application, as firefox</source>
        <translation>Programm, etwa firefox</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Way of typing for this application</source>
        <translation>Art der Eingabe für dieses Programm</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>Add an application</source>
        <translation>Ein Programm hinzufügen</translation>
    </message>
    <message>
        <source>Press a key…</source>
        <translation>Taste drücken…</translation>
    </message>
</context>
<context>
    <name>Splash</name>
    <message>
        <source>Hide; loading goes on</source>
        <translation>Verbergen; das Laden geht weiter</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Stop download</source>
        <translation>Download anhalten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Voice detection</source>
        <translation>Stimmerkennung</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Download</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Aufwärmen</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>kommt noch</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Last te&amp;xts</source>
        <translation>Letzte Te&amp;xte</translation>
    </message>
    <message>
        <source>Copy this text</source>
        <translation>Diesen Text kopieren</translation>
    </message>
    <message>
        <source>Nothing was said yet</source>
        <translation>Es wurde noch nichts gesagt</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>P&amp;ause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Undo last dictation</source>
        <translation>Letztes Diktat &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>&amp;Type the waiting text here</source>
        <translation>&amp;Wartenden Text hier eingeben</translation>
    </message>
    <message>
        <source>Co&amp;py the waiting text</source>
        <translation>Wartenden Text &amp;kopieren</translation>
    </message>
    <message>
        <source>Stop d&amp;ownload</source>
        <translation>Download an&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Microphone</source>
        <translation>&amp;Mikrofon</translation>
    </message>
    <message>
        <source>No microphone found</source>
        <translation>Kein Mikrofon gefunden</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>Sp&amp;rache</translation>
    </message>
    <message>
        <source>No language</source>
        <translation>Keine Sprache</translation>
    </message>
    <message>
        <source>&amp;Engine and model</source>
        <translation>&amp;Engine und Modell</translation>
    </message>
    <message>
        <source>No model found</source>
        <translation>Kein Modell gefunden</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>&amp;Gerät</translation>
    </message>
    <message>
        <source>No device</source>
        <translation>Kein Gerät</translation>
    </message>
    <message>
        <source>Leave no t&amp;race</source>
        <translation>Keine Sp&amp;uren hinterlassen</translation>
    </message>
    <message>
        <source>Show &amp;window</source>
        <translation>&amp;Fenster zeigen</translation>
    </message>
    <message>
        <source>&amp;History…</source>
        <translation>&amp;Verlauf…</translation>
    </message>
    <message>
        <source>&amp;Files…</source>
        <translation>&amp;Dateien…</translation>
    </message>
    <message>
        <source>Settin&amp;gs…</source>
        <translation>Eins&amp;tellungen…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>A&amp;bout and set-up</source>
        <translation>Über und E&amp;inrichtung</translation>
    </message>
    <message>
        <source>&amp;Set up again…</source>
        <translation>&amp;Neu einrichten…</translation>
    </message>
    <message>
        <source>Open settings &amp;folder</source>
        <translation>Einstellungs&amp;ordner öffnen</translation>
    </message>
    <message>
        <source>&amp;About Sayso…</source>
        <translation>&amp;Über Sayso…</translation>
    </message>
</context>
<context>
    <name>Updates</name>
    <message>
        <source>Sayso {version} is there; the menu leads to its page.</source>
        <translation>Sayso {version} ist erhältlich; das Menü führt zu seiner Seite.</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Information</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Copy &amp;text</source>
        <translation>Te&amp;xt kopieren</translation>
    </message>
    <message>
        <source>Onto the clipboard; then it waits no more</source>
        <translation>In die Zwischenablage; dann wartet er nicht mehr</translation>
    </message>
    <message>
        <source>Try &amp;again</source>
        <translation>Noch einma&amp;l versuchen</translation>
    </message>
    <message>
        <source>Type it into the window that you were in before this one</source>
        <translation>In das Fenster eingeben, in dem Sie vor diesem waren</translation>
    </message>
    <message>
        <source>What was not delivered</source>
        <translation>Was nicht zugestellt wurde</translation>
    </message>
    <message>
        <source>Find the words of what was heard; they are typed nowhere</source>
        <translation>Die Wörter des Gehörten finden; sie werden nirgends eingegeben</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>K&amp;opieren</translation>
    </message>
    <message>
        <source>Copy what was not delivered</source>
        <translation>Kopieren, was nicht zugestellt wurde</translation>
    </message>
    <message>
        <source>Copy this text to the clipboard</source>
        <translation>Diesen Text in die Zwischenablage kopieren</translation>
    </message>
    <message>
        <source>Disca&amp;rd</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>Discard what was not delivered</source>
        <translation>Verwerfen, was nicht zugestellt wurde</translation>
    </message>
    <message>
        <source>It stays in the history</source>
        <translation>Es bleibt im Verlauf</translation>
    </message>
    <message>
        <source>Stop do&amp;wnload</source>
        <translation>Download an&amp;halten</translation>
    </message>
    <message>
        <source>What is there already is kept for the next try</source>
        <translation>Was schon da ist, bleibt für den nächsten Versuch</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Discard what is being dictated</source>
        <translation>Verwerfen, was gerade diktiert wird</translation>
    </message>
    <message>
        <source>No microphone found</source>
        <translation>Kein Mikrofon gefunden</translation>
    </message>
    <message>
        <source>No language</source>
        <translation>Keine Sprache</translation>
    </message>
    <message>
        <source>No model found</source>
        <translation>Kein Modell gefunden</translation>
    </message>
    <message>
        <source>No device</source>
        <translation>Kein Gerät</translation>
    </message>
    <message>
        <source>What you say appears here.</source>
        <translation>Hier erscheint, was Sie sagen.</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>Zurück&amp;nehmen</translation>
    </message>
    <message>
        <source>Take the last dictation back from the window that it went into</source>
        <translation>Das letzte Diktat aus dem Fenster zurücknehmen, in das es ging</translation>
    </message>
    <message>
        <source>Co&amp;py</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Lea&amp;ve no trace</source>
        <translation>Keine Sp&amp;uren hinterlassen</translation>
    </message>
    <message>
        <source>Setti&amp;ngs…</source>
        <translation>Eins&amp;tellungen…</translation>
    </message>
    <message>
        <source>M&amp;ore</source>
        <translation>Meh&amp;r</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Copy the last dictation to the clipboard</source>
        <translation>Das letzte Diktat in die Zwischenablage kopieren</translation>
    </message>
    <message>
        <source>Nothing of what you say is written to disk; it cannot be brought back after a crash either</source>
        <translation>Nichts von dem, was Sie sagen, wird auf den Datenträger geschrieben; nach einem Absturz lässt es sich auch nicht zurückholen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;History…</source>
        <translation>&amp;Verlauf…</translation>
    </message>
    <message>
        <source>&amp;Files to text…</source>
        <translation>&amp;Dateien in Text…</translation>
    </message>
    <message>
        <source>&amp;Set up again…</source>
        <translation>&amp;Neu einrichten…</translation>
    </message>
    <message>
        <source>&amp;About Sayso…</source>
        <translation>&amp;Über Sayso…</translation>
    </message>
    <message>
        <source>&amp;Microphone:</source>
        <translation>&amp;Mikrofon:</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>S&amp;prache:</translation>
    </message>
    <message>
        <source>&amp;Engine and model:</source>
        <translation>&amp;Engine und Modell:</translation>
    </message>
    <message>
        <source>&amp;Device:</source>
        <translation>&amp;Gerät:</translation>
    </message>
    <message>
        <source>Quit Sayso; so does closing this window</source>
        <translation>Sayso beenden; das tut auch das Schließen dieses Fensters</translation>
    </message>
    <message>
        <source>Quit Sayso; closing this window leaves it in the tray</source>
        <translation>Sayso beenden; wird nur dieses Fenster geschlossen, bleibt es im Infobereich</translation>
    </message>
</context>
</TS>
